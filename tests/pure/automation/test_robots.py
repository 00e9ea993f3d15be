"""The forms and signatures that the robots of chats ask for."""

import json
from datetime import UTC, datetime

from tombolo.automation.notices.robots import Message, feishu, posted, wecom

NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
MESSAGE = Message("新订单 [x](http://evil)", "甲\n乙", "http://t/f/a.b/r/1", "打开")


def test_wecom_is_markdown_cut_to_its_bytes():
    content = wecom(Message("标题", "字" * 5000, "http://t/x", "打开"))["markdown"]["content"]
    assert len(content.encode()) <= 4096 and content.endswith("[打开](http://t/x)")
    made = json.loads(posted("wecom", "https://w/x?key=1", "", MESSAGE, NOW).body)
    assert made["msgtype"] == "markdown"
    assert "[x]" not in made["markdown"]["content"], "a title makes no link of its own"


def test_dingtalk_signs_the_address():
    made = posted("dingtalk", "https://d/send?access_token=t", "SECkey", MESSAGE, NOW)
    # hmac-sha256 of "1782784800000\nSECkey" with the key SECkey, base64, quoted
    assert made.url == (
        "https://d/send?access_token=t&timestamp=1782784800000"
        "&sign=eGgIvecVRUvc9%2FXjxKrdKVVFDWHBLW6NujUPGg8mEsA%3D"
    )
    assert json.loads(made.body)["markdown"]["title"].startswith("新订单")
    assert posted("dingtalk", "https://d/send", "", MESSAGE, NOW).url == "https://d/send"


def test_feishu_signs_in_the_body():
    made = json.loads(posted("feishu", "https://f/x", "k", MESSAGE, NOW).body)
    assert (made["timestamp"], made["msg_type"]) == ("1782784800", "post")
    assert made["sign"] == "yIUqDLRUUXB2dqk2qG6cm/1Qg3w1hQlotnB6S5bRqqs="
    lines = feishu(MESSAGE)["content"]["post"]["zh_cn"]["content"]
    assert [line[0].get("text") for line in lines] == ["甲", "乙", "打开"]
