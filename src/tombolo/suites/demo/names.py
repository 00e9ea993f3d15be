"""Word lists. Every name below is invented: no company, person or brand is meant."""

from collections.abc import Mapping, Sequence

from tombolo.suites.demo.chance import Chance

# Province to (weight, cities, region of sales).
PROVINCES: Mapping[str, tuple[float, Sequence[str], str]] = {
    "上海": (18, ("上海",), "east"),
    "江苏": (17, ("南京", "苏州", "无锡", "常州"), "east"),
    "广东": (13, ("广州", "深圳", "东莞", "佛山"), "south"),
    "北京": (11, ("北京",), "north"),
    "浙江": (9, ("杭州", "宁波", "嘉兴"), "east"),
    "山东": (6, ("济南", "青岛", "烟台"), "north"),
    "湖北": (4, ("武汉",), "south"),
    "四川": (4, ("成都",), "south"),
    "陕西": (3, ("西安",), "south"),
    "天津": (3, ("天津",), "north"),
    "辽宁": (3, ("大连", "沈阳"), "north"),
    "安徽": (3, ("合肥",), "east"),
    "福建": (2, ("厦门", "福州"), "east"),
    "湖南": (2, ("长沙",), "south"),
    "河南": (2, ("郑州",), "north"),
}
_FIRST = "澄霖砚岚沐川屿栎朔晞珩煜璟葳泓漪筠岑杉禾颂昀澈瀚蔚"
_SECOND = "宸岳溪源原和衡远木舟石峰宁安禾川辰音图野青嘉"
_TRADE: Mapping[str, Sequence[str]] = {
    "chemical": ("化工", "精细化工", "新材料", "助剂", "高分子材料"),
    "coating": ("涂料", "油墨", "涂层科技", "颜料", "表面材料"),
    "semiconductor": ("半导体", "微电子", "光电", "电子材料", "晶圆科技"),
    "pharma": ("生物医药", "制药", "生物科技", "制剂", "医疗材料"),
    "battery": ("新能源", "储能科技", "电池材料", "锂电", "氢能"),
    "auto_material": ("汽车材料", "车用复材", "汽车饰件", "粘接材料"),
    "cosmetics": ("日化", "化妆品", "个人护理", "洗护用品"),
    "dealer": ("仪器设备", "科学仪器", "实验室设备", "仪器贸易"),
    "other": ("纺织科技", "造纸", "食品科技", "环保科技"),
    "supplier": ("精密机械", "电子元件", "光学", "自动化", "包装"),
}
_FORM = ("有限公司", "有限公司", "有限公司", "股份有限公司", "科技有限公司")
_SCHOOL = ("大学", "理工大学", "工业大学", "科技大学")
_COLLEGE = ("化学学院", "材料学院", "化工学院", "物理学院", "环境学院")
_INSTITUTE = ("化学研究所", "材料研究院", "表界面研究所", "能源研究院", "高等研究院")
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈"
_GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
    "桂英",
    "建国",
    "志强",
    "秀兰",
    "晓东",
    "文静",
    "思远",
    "雨桐",
    "子涵",
    "浩然",
    "佳怡",
    "梓萱",
    "嘉豪",
    "欣悦",
    "俊杰",
    "雅婷",
    "天宇",
    "诗涵",
    "宇航",
    "若溪",
    "景行",
    "书瑶",
    "明轩",
    "一凡",
    "可欣",
    "睿",
    "博文",
    "清扬",
    "知远",
)
TITLES = (
    "教授",
    "研究员",
    "研发经理",
    "实验室主任",
    "采购经理",
    "质量经理",
    "工程师",
    "高级工程师",
    "项目经理",
    "设备主管",
    "总工程师",
    "采购专员",
)


class Names:
    """Names that are not given twice."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.taken: set[str] = set()
        self.mobiles = 0
        self.codes = 0

    def province(self) -> str:
        return self.chance.weighted({name: entry[0] for name, entry in PROVINCES.items()})

    def organisation(self, industry: str, province: str) -> str:
        """A company, school or institute of the trade, somewhere in the province."""
        for _ in range(1000):
            name = self._organisation(industry, province)
            if name not in self.taken:
                self.taken.add(name)
                return name
        raise AssertionError(industry)

    def _organisation(self, industry: str, province: str) -> str:
        pick = self.chance.pick
        stem = pick(_FIRST) + pick(_SECOND)
        city = pick(PROVINCES[province][1])
        match industry:
            case "university":
                return f"{city}{stem}{pick(_SCHOOL)}{pick(_COLLEGE)}"
            case "institute":
                return f"{city}{stem}{pick(_INSTITUTE)}"
            case _:
                return f"{city}{stem}{pick(_TRADE[industry])}{pick(_FORM)}"

    def person(self) -> str:
        return self.chance.pick(_SURNAMES) + self.chance.pick(_GIVEN)

    def mobile(self) -> str:
        """Counted upwards in a range nobody is called under."""
        self.mobiles += 1
        return f"199{self.mobiles:08}"

    def code(self) -> str:
        """A social credit code that shows what it is."""
        self.codes += 1
        return f"91DEMO{self.codes:012}"
