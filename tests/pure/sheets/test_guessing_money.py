"""A header says when a number is money, in Chinese and in English."""

import pytest

from tombolo.records.sheets.guess import guess


@pytest.mark.parametrize(
    "header", ["单价", "原值（元）", "净值 (元)", "年度预算", "UnitPrice", "合同金额", "Freight"]
)
def test_money(header):
    found = guess(header, [12.5, 30, 7.25])
    assert (found.kind, found.settings["scale"]) == ("money", 2)


@pytest.mark.parametrize("header", ["单元", "数量", "元素个数", "重量"])
def test_numbers(header):
    assert guess(header, [12.5, 30, 7.25]).kind == "number"
