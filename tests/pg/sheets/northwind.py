"""Northwind as an app, and the folder of its sheets (made here when the shared data are not there)."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.pg.sheets.stand_in import make


def _data() -> Path:
    """The shared folder beside the checkout, or one of our own for this run."""
    shared = Path(os.environ.get("TOMBOLO_SHARED") or Path(__file__).parents[4] / "shared") / "data"
    if (shared / "northwind" / "orders-flat.xlsx").exists():
        return shared
    folder = Path(tempfile.mkdtemp(prefix="tombolo-northwind-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make(folder)


DATA = _data()

APP = """
nw/app: {app: nw, label: {zh: 北风, en: Northwind}, nav: [customer, supplier, product, order]}
nw/forms/customer:
  label: {zh: 客户, en: Customer}
  title: "{company}"
  fields:
    customer_id: {kind: text, label: {zh: 编号, en: Customer ID}, required: true, unique: true}
    company: {kind: text, label: {zh: 公司, en: Company}, required: true}
    contact: {kind: text, label: {zh: 联系人, en: Contact}}
    country: {kind: text, label: {zh: 国家, en: Country}}
    phone: {kind: phone, label: {zh: 电话, en: Phone}}
nw/forms/supplier:
  label: {zh: 供应商, en: Supplier}
  title: "{company}"
  fields:
    supplier_id: {kind: number, label: {zh: 编号, en: Supplier ID}, scale: 0, unique: true}
    company: {kind: text, label: {zh: 公司, en: Company}, required: true}
nw/forms/product:
  label: {zh: 产品, en: Product}
  title: "{product}"
  fields:
    product_id: {kind: number, label: {zh: 编号, en: Product ID}, scale: 0, unique: true}
    product: {kind: text, label: {zh: 品名, en: Product}, required: true}
    supplier: {kind: link, label: {zh: 供应商, en: Supplier}, to: nw.supplier}
    category: {kind: choice, label: {zh: 类别, en: Category}, options: [Beverages, Condiments, Produce, Meat/Poultry, Seafood, Dairy Products, Confections, Grains/Cereals]}
    unit_price: {kind: money, label: {zh: 单价, en: Unit price}, currency: USD}
    discontinued: {kind: switch, label: {zh: 停产, en: Discontinued}}
nw/forms/order:
  label: {zh: 订单, en: Order}
  title: "{order_no}"
  fields:
    order_no: {kind: text, label: {zh: 单号, en: Order no}, required: true, unique: true}
    customer: {kind: link, label: {zh: 客户, en: Customer}, to: nw.customer, required: true, inverse: orders}
    employee: {kind: text, label: {zh: 业务员, en: Employee}}
    order_date: {kind: date, label: {zh: 下单日期, en: Order date}}
    freight: {kind: money, label: {zh: 运费, en: Freight}, scale: 4, currency: USD}
    lines:
      kind: lines
      label: {zh: 明细, en: Lines}
      fields:
        product: {kind: link, label: {zh: 产品, en: Product}, to: nw.product, required: true}
        unit_price: {kind: money, label: {zh: 单价, en: Unit price}, scale: 4, currency: USD}
        quantity: {kind: number, label: {zh: 数量, en: Quantity}, scale: 0, check: "quantity > 0", say: {zh: 数量必须大于 0, en: Quantity must be above 0}}
        discount: {kind: percent, label: {zh: 折扣, en: Discount}}
        net: {kind: formula, label: {zh: 金额, en: Net}, is: "unit_price * quantity * (1 - discount)"}
    net: {kind: formula, label: {zh: 合计, en: Net}, is: SUM(lines.net)}
nw/forms/visit:
  label: {zh: 购买, en: Purchase}
  fields:
    customer: {kind: text, label: {zh: 客户, en: customer_id}}
    day: {kind: date, label: {zh: 日期, en: date}}
    cds: {kind: number, label: {zh: 张数, en: number_of_cds}, scale: 0}
    dollars: {kind: money, label: {zh: 金额, en: dollar_value}, currency: USD}
nw/grants/clerk:
  label: {zh: 文员, en: Clerk}
  who: [role(clerk)]
  forms:
    customer: {may: [read, create, import, export], hide: [phone], readonly: [country]}
    order: {may: [read, create]}
"""
TOTAL = "1265793.0395"
