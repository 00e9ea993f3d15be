"""Where the shared sheets are not there: files of our own with the same shape, counts and total."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import xlsxwriter

TOTAL = Decimal("1265793.0395")
ORDERS, LINES, TRADES = 830, 2155, 69659
KNOWN = {
    "ALFKI": ("Alfreds Futterkiste", "Germany"), "BERGS": ("Berglunds snabbköp", "Sweden"),
    "VINET": ("Vins et alcools Chevalier", "France"),
}  # fmt: skip
CATEGORIES = (
    "Beverages",
    "Condiments",
    "Produce",
    "Meat/Poultry",
    "Seafood",
    "Dairy Products",
    "Confections",
    "Grains/Cereals",
)
PRODUCTS = (
    "Chai",
    "Chang",
    "Aniseed Syrup",
    "Queso Cabrales",
    "Singaporean Hokkien Fried Mee",
    "Mozzarella di Giovanni",
)


def make(folder: Path) -> Path:
    """The folder with northwind/ and cdnow/, as the shared one has them."""
    north, cdnow = folder / "northwind", folder / "cdnow"
    north.mkdir(parents=True)
    cdnow.mkdir()
    customers = [(key, *facts) for key, facts in KNOWN.items()]
    customers += [(f"CU{n:03}", f"Customer {n}", "Germany" if n < 10 else "UK") for n in range(88)]
    head = ["Customer ID", "Company", "Contact", "Title", "Country", "Phone"]
    book(
        north / "customers.xlsx",
        head,
        [
            [key, name, f"Person {key}", "Owner", country, "030-0074321"]
            for key, name, country in customers
        ],
    )
    suppliers = ["Exotic Liquids", *(f"Supplier {n}" for n in range(2, 30))]
    book(
        north / "suppliers.xlsx",
        ["Supplier ID", "Company"],
        [[n, name] for n, name in enumerate(suppliers, 1)],
    )
    products = [*PRODUCTS, *(f"Product {n}" for n in range(7, 78))]
    head = ["Product ID", "Product", "Supplier", "Category", "Unit price", "Discontinued"]
    book(
        north / "products.xlsx",
        head,
        [
            [n, name, suppliers[n % 29], CATEGORIES[n % 8], n + 0.5, int(n % 9 == 0)]
            for n, name in enumerate(products, 1)
        ],
    )
    book(
        north / "orders-flat.xlsx", ORDER_HEAD, orders([name for _, name, _ in customers], products)
    )
    lines = ["customer_id,date,number_of_cds,dollar_value"]
    lines += [
        f"{1 + n // 3:05},1997-{1 + n % 12:02}-01,{1 + n % 5},35.89" for n in range(TRADES - 1)
    ]
    lines.append(
        f"99999,1998-06-30,1,{Decimal('2500315.63') - Decimal('35.89') * (TRADES - 1):.2f}"
    )
    (cdnow / "transactions.csv").write_text("\n".join(lines), "utf-8")
    return folder


ORDER_HEAD = [
    "Order no",
    "Customer",
    "Employee",
    "Order date",
    "Freight",
    "Ship name",
    "Product",
    "Unit price",
    "Quantity",
    "Discount",
]


def orders(customers: list[str], products: list[str]) -> list[list[object]]:
    """Orders of two or three lines; the last line brings the total to what it is to be."""
    rows: list[list[object]] = []
    total = Decimal(0)
    for number in range(ORDERS):
        customer = customers[(number + 2) % 89]
        count = 3 if number < LINES - 2 * ORDERS else 2
        for line in range(count):
            product = products[(number + line + 3) % 77] if number else PRODUCTS[3 + line]
            price, quantity, discount = (
                Decimal(number % 40) + Decimal("0.5"),
                number % 20 + 1,
                Decimal(number % 4) / 20,
            )
            last = len(rows) == LINES - 1
            if last:
                price, quantity, discount = TOTAL - total, 1, Decimal(0)
            total += price * quantity * (1 - discount)
            day = dt.date(1996, 7, 4) + dt.timedelta(days=number)
            rows.append(
                [
                    10248 + number,
                    customer,
                    f"Person {number % 9}",
                    day,
                    32.38,
                    f"Ship {number % 70}",
                    product,
                    float(price),
                    quantity,
                    float(discount),
                ]
            )
    return rows


def book(path: Path, head: list[str], rows: list[list[object]]) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as made:
        sheet = made.add_worksheet(path.stem)
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
