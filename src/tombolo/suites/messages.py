"""What the suites room says."""

from tombolo.base.words import Templates

MESSAGES: Templates = {
    "suite.invalid": ("套件有 {count} 处问题，没有应用", "The suite has {count} problems; nothing was applied"),
    "suite.no_app": ("缺少 app.yaml", "app.yaml is missing"),
    "suite.no_such_place": ("「{name}」不属于套件：应为 app、home、forms/<键>、grants/<键>、balances/<键>、flows/<键>、rules/<键>", "“{name}” is no part of a suite: app, home, forms/<key>, grants/<key>, balances/<key>, flows/<key> or rules/<key>"),
    "suite.link": ("符号链接指向套件之外，未读取", "A symbolic link leads out of the suite; it was not read"),
    "suite.suffix": ("请使用 .yaml 后缀", "Please use the suffix .yaml"),
    "suite.too_many": ("文件超过 {most} 个", "More than {most} files"),
    "suite.too_large": ("文件超过 {most}", "The file is larger than {most}"),
    "suite.not_utf8": ("文件不是 UTF-8 编码", "The file is not UTF-8"),
    "suite.yaml": ("YAML 写法有误：{why}", "This is not YAML: {why}"),
    "suite.too_deep": ("嵌套超过 {most} 层", "Nested more than {most} deep"),
    "suite.anchor": ("不支持 YAML 锚点与别名（& 和 *），请写全", "YAML anchors and aliases (& and *) are not taken; write it out"),
    "suite.tag": ("不支持 YAML 标签「{name}」", "The YAML tag “{name}” is not taken"),
    "suite.key": ("键应为普通文字", "A key must be plain text"),
    "suite.twice": ("「{name}」出现了两次", "“{name}” appears twice"),
    "suite.not_in_place": ("这份 YAML 不能就地修改", "This YAML cannot be changed in place"),
    "suite.no_role": ("没有角色「{name}」，请在 app.yaml 的 roles 里定义", "There is no role “{name}”; define it under roles in app.yaml"),
    "suite.not_installed": ("没有安装应用 {app}", "There is no app {app}"),
    "suite.folder_taken": ("文件夹 {folder} 里有别的内容，没有导出", "The folder {folder} holds something else; nothing was exported"),
    "design.missing": ("没有定义「{name}」", "There is no definition “{name}”"),
    "design.moved_on": ("此后这份定义又被改动，请重新打开再改", "The definition was changed meanwhile; open it anew and change it again"),
    "design.nothing": ("没有要发布的改动", "There is nothing to publish"),
}  # fmt: skip
