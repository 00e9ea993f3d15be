"""Sheets over HTTP: the whole of Northwind made from its files, and every refusal in words."""

import asyncio
import io
import zipfile
from contextlib import asynccontextmanager
from decimal import Decimal

import httpx
import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook
from tests.pg.sheets.conftest import sheet
from tests.pg.sheets.northwind import DATA, TOTAL

from tombolo.access import directory, sessions
from tombolo.access.people import Member, Role
from tombolo.base import clock, ids
from tombolo.pg.pool import Limits
from tombolo.runtime.worker import Worker
from tombolo.web.app import create
from tombolo.web.house import House
from tombolo.web.opening import Opening

pytestmark = pytest.mark.filterwarnings(
    "ignore::litestar.exceptions.LitestarDeprecationWarning", "ignore::DeprecationWarning"
)
PASSWORD = "a long pass phrase 9"
HEADERS = {"X-Tombolo": "1"}


class Site:
    def __init__(self, app, opening, pool):
        self.app, self.opening, self.pool = app, opening, pool

    @asynccontextmanager
    async def as_(self, login, language="zh"):
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://t", headers=HEADERS, timeout=60
        ) as client:
            done = await client.post("/api/session", json={"login": login, "password": PASSWORD})
            assert done.status_code == 200, done.text
            await client.patch("/api/session", json={"language": language})
            yield client

    async def add(self, login, *, admin=False, roles=()):
        new = Member(ids.uuid7(), login.title(), login, is_admin=admin, roles=tuple(roles))
        async with self.pool.write() as tx:
            for role in roles:
                await directory.save_role(tx, Role(role, {"zh": role, "en": role}))
        await sessions.add_with_password(
            self.pool, new, PASSWORD, must_change=False, now=clock.now()
        )

    async def work(self):
        """Do every job that waits."""
        worker = Worker(House(self.opening, self.pool))
        while (job := await worker._next()) is not None:
            await worker.do(job)


@pytest_asyncio.fixture(scope="module")
async def site(database, pool, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    opening = Opening(
        database, Limits(least=0), folder / "files", folder / "static", "http://t", max_upload=2
    )
    app = create(opening)
    ready, over = asyncio.Event(), asyncio.Event()

    async def live():
        async with app.lifespan():  # begins and ends in one task
            ready.set()
            await over.wait()

    living = asyncio.create_task(live())
    await ready.wait()
    made = Site(app, opening, pool)
    await made.add("root", admin=True)
    await made.add("guest", roles=["guest"])
    yield made
    over.set()
    await living


async def upload(client, path, name=None, **query):
    return await client.post(
        "/api/sheets", params=query, files={"file": (name or path.name, path.read_bytes())}
    )


def fields_of(found, **kinds):
    """The columns as they were guessed, with what a person chose otherwise."""
    fields = []
    for column in found["columns"]:
        more = kinds.get(column["header"].replace(" ", "_"), {})
        kind, settings = column["guess"]["kind"], column["guess"]["settings"]
        made = {
            "column": column["index"],
            "label": column["header"],
            "kind": kind,
            "settings": settings,
            "unique": column["guess"]["unique"],
        }
        fields.append(made | more)
    return fields


async def grow(site, client, file, app, form, **kinds):
    seen = (await upload(client, DATA / "northwind" / file)).json()
    (found,) = seen["sheets"]
    body = {
        "sheet_file": seen["id"],
        "sheet": found["name"],
        "header_row": found["header_row"],
        "app": app,
        "form": form,
        "fields": fields_of(found, **kinds),
        "import": True,
    }
    done = await client.post("/api/apps/new-from-sheet", json=body)
    assert done.status_code == 200, done.text
    await site.work()
    job = (await client.get(f"/api/jobs/{done.json()['job']}")).json()
    assert job["state"] == "done", job
    assert job["result"]["kept"], job
    return found, done.json(), job


async def test_northwind_is_made_from_nothing(site):
    async with site.as_("root") as client:
        app = {"key": "nw", "label": "北风"}
        for name in ("customer", "supplier"):
            _, made, _ = await grow(
                site, client, f"{name}s.xlsx", app, {"key": name, "label": name.title()}
            )
            assert made["form"] == f"nw.{name}"
        found, _, job = await grow(
            site, client, "products.xlsx", app, {"key": "product", "label": "Product"}
        )
        supplier = next(one for one in found["columns"] if one["header"] == "Supplier")
        assert supplier["guess"] == {
            "kind": "link",
            "settings": {"to": "nw.supplier"},
            "unique": False,
            "required": True,
        }
        assert job["result"]["added"] == 77
        lines = {"lines": "lines"}
        found, made, job = await grow(
            site, client, "orders-flat.xlsx", app, {"key": "order", "label": "Order"},
            Product=lines | {"kind": "link", "settings": {"to": "nw.product"}},
            Unit_price=lines, Quantity=lines, Discount=lines,
            Ship_name={"kind": "text", "settings": {}},
        )  # fmt: skip
        guessed = {one["header"]: one["guess"] for one in found["columns"]}
        assert guessed["Customer"]["settings"] == {"to": "nw.customer"}
        assert guessed["Product"]["settings"] == {"to": "nw.product"}
        assert (job["total"], job["done"], job["result"]["added"]) == (2155, 2155, 830)
        page = (
            await client.post(
                "/api/forms/nw.order/query",
                json={
                    "columns": ["order_no", "customer", "lines"],
                    "count": True,
                    "sort": ["order_no"],
                    "limit": 1,
                },
            )
        ).json()
        assert page["count"]["n"] == 830
        assert page["rows"][0][2:4] == [
            "10248",
            {"id": page["rows"][0][3]["id"], "title": "Vins et alcools Chevalier"},
        ]
        out = await client.post(
            "/api/forms/nw.order/export",
            json={
                "columns": ["order_no", "lines.unit_price", "lines.quantity", "lines.discount"],
                "headers": "key",
            },
        )
        assert out.status_code == 200
        assert out.headers["content-disposition"].startswith(
            "attachment; filename*=UTF-8''Order.xlsx"
        )
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(out.content))
            .get_sheet_by_index(0)
            .to_python()
        )
        assert rows[0] == ["order_no", "lines.unit_price", "lines.quantity", "lines.discount"]
        assert sum(
            Decimal(repr(p)) * Decimal(repr(q)) * (1 - Decimal(repr(d))) for _, p, q, d in rows[1:]
        ) == Decimal(TOTAL)
    async with site.pool.read() as tx:
        source = await tx.value(
            "select source from sys_definition where path = 'nw/forms/order' order by version desc limit 1"
        )
    assert "order_no:\n" in source
    assert "kind: lines" in source


async def test_bad_rows_come_back_as_a_file(site, tmp_path):
    path = sheet(
        tmp_path / "bad.xlsx",
        ["Product ID", "Product", "Supplier"],
        ["P-1", "Tea", "Exotic Liquids"],
        ["P-2", "Coffee", "Nobody"],
    )
    async with site.as_("root", "en") as client:
        seen = (await upload(client, path, form="nw.product")).json()
        columns = seen["sheets"][0]["columns"]
        assert [one["path"] for one in columns] == ["product_id", "product", "supplier"]
        body = {
            "sheet_file": seen["id"],
            "mapping": [{"column": one["index"], "path": one["path"]} for one in columns],
            "on_bad": "skip",
        }
        job = (await client.post("/api/forms/nw.product/import", json=body)).json()["job"]
        assert (await client.get(f"/api/jobs/{job}")).json()["state"] == "waiting"
        await site.work()
        told = (await client.get(f"/api/jobs/{job}")).json()
        assert told["state"] == "done"
        assert told["result"]["problems"] == [
            {
                "sheet": "bad",
                "row": 3,
                "column": "Supplier",
                "message": "Supplier: there is no “Nobody”",
            }
        ]
        report = await client.get(told["result"]["report"])
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(report.content))
            .get_sheet_by_index(0)
            .to_python()
        )
        assert rows == [
            ["Product ID", "Product", "Supplier", "What is wrong"],
            ["P-2", "Coffee", "Nobody", "Supplier: there is no “Nobody”"],
        ]


async def test_a_job_is_its_owners_alone_and_can_be_taken_back(site, tmp_path):
    path = sheet(tmp_path / "one.xlsx", ["Product"], ["Water"])
    async with site.as_("root") as client, site.as_("guest") as guest:
        seen = (await upload(client, path, form="nw.product")).json()
        body = {"sheet_file": seen["id"], "mapping": [{"column": 0, "path": "product"}]}
        job = (await client.post("/api/forms/nw.product/import", json=body)).json()["job"]
        for answer in (
            await guest.get(f"/api/jobs/{job}"),
            await guest.delete(f"/api/jobs/{job}"),
            await guest.get(f"/api/jobs/{job}/report"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "job.missing")
        assert (await client.delete(f"/api/jobs/{job}")).json()["state"] == "stopped"
        await site.work()
        assert (await client.get(f"/api/jobs/{job}")).json()["state"] == "stopped"


async def test_who_may_not_import_or_export_is_refused(site, tmp_path):
    path = sheet(tmp_path / "one.xlsx", ["Product"], ["Water"])
    async with site.as_("guest") as guest, site.as_("root") as client:
        assert (await upload(guest, path)).status_code == 403
        assert (await upload(guest, path, form="nw.product")).status_code == 403
        seen = (await upload(client, path)).json()
        body = {"sheet_file": seen["id"], "mapping": [{"column": 0, "path": "product"}]}
        assert (await guest.post("/api/forms/nw.product/import", json=body)).status_code == 403
        assert (
            await guest.post("/api/forms/nw.product/export", json={"columns": ["product"]})
        ).status_code == 404
        assert (await guest.post("/api/apps/new-from-sheet", json={})).status_code == 403
        theirs = await client.post(
            "/api/forms/nw.product/import", json=body | {"sheet_file": str(ids.uuid7())}
        )
        assert (theirs.status_code, theirs.json()["code"]) == (404, "sheet.missing_file")
        client.headers.pop("X-Tombolo")
        assert (await client.post("/api/forms/nw.product/import", json=body)).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_files_that_may_not_be_opened_are_refused_in_words(site, tmp_path, language):
    def zipped(name, **parts):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
            for part, data in {
                "[Content_Types].xml": b"<x/>",
                "xl/workbook.xml": b"<x/>",
                **parts,
            }.items():
                box.writestr(part, data)
        return path

    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" * 800_000)
    cases = {
        "sheet.macros": zipped("m.xlsx", **{"xl/vbaProject.bin": b"x"}),
        "sheet.bomb": zipped("b.xlsx", **{"xl/media/x.bin": b"\0" * 120_000_000}),
        "sheet.doctype": zipped("d.xlsx", **{"xl/sharedStrings.xml": b"<!DOCTYPE a []><sst/>"}),
        "file.too_large": large,
    }
    stored = sum(1 for _ in site.opening.files.rglob("*"))
    async with site.as_("root", language) as client:
        for code, path in cases.items():
            answer = await upload(client, path)
            told = answer.json()
            status = 413 if code == "file.too_large" else 422
            assert (answer.status_code, told["code"]) == (status, code)
            assert any("\u4e00" <= char <= "\u9fff" for char in told["message"]) == (
                language == "zh"
            ), told
        answer = await client.post("/api/sheets", files={"file": ("huge.csv", b"x" * 9_000_000)})
        assert (answer.status_code, answer.json()["code"]) == (413, "file.too_large")
    assert sum(1 for _ in site.opening.files.rglob("*")) == stored  # nothing of them stays


async def test_the_worker_takes_jobs_as_they_come(site, tmp_path):
    path = sheet(
        tmp_path / "w.xlsx",
        ["Product ID", "Product"],
        *([f"W-{n}", f"Water {n}"] for n in range(50)),
    )
    over = asyncio.Event()
    async with site.as_("root") as client:
        seen = (await upload(client, path, form="nw.product")).json()
        body = {
            "sheet_file": seen["id"],
            "mapping": [{"column": 0, "path": "product_id"}, {"column": 1, "path": "product"}],
        }
        working = asyncio.create_task(Worker(House(site.opening, site.pool)).run(over))
        job = (await client.post("/api/forms/nw.product/import", json=body)).json()["job"]
        busy = {"waiting", "running"}
        while (told := (await client.get(f"/api/jobs/{job}")).json())["state"] in busy:
            await asyncio.sleep(0.1)
        over.set()
        await working
    assert (told["state"], told["result"]["added"]) == ("done", 50)
