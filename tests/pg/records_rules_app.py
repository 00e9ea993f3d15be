"""An app with every rule on data, that the tests of rules share."""

APP = """
rl/app: {app: rl, label: {zh: 规, en: Rules}, nav: [deal, journal]}
rl/forms/customer:
  label: {zh: 客户, en: Customer}
  title: "{name}"
  fields:
    name: {kind: text, label: 名称, required: true}
    level: {kind: text, label: 等级}
rl/forms/contact:
  label: {zh: 联系人, en: Contact}
  title: "{name}"
  fields:
    name: {kind: text, label: 姓名, required: true}
    customer: {kind: link, label: 客户, to: rl.customer}
    phone: {kind: phone, label: 电话}
rl/forms/deal:
  label: {zh: 商机, en: Deal}
  title: "{name}"
  locks:
    - {when: 'stage = "won"', fields: all, except: [after, lines.memo], say: {zh: 已成交, en: Won deals stay}}
    - {when: 'stage = "held"', fields: [amount, lines.price]}
    - {when: 'name = "loose"', fields: all, delete: true}
  fields:
    name: {kind: text, label: 名称, required: true}
    never: {kind: text, label: 从不, required: true, visible_when: 'name = "never"'}
    nothing: {kind: lines, label: 无, required: true, visible_when: 'name = "never"', fields: {n: {kind: text, label: 数}}}
    stage: {kind: choice, label: 阶段, options: {open: 进行, won: 赢, lost: 输, held: 冻结}, default: '"open"'}
    customer: {kind: link, label: 客户, to: rl.customer}
    contact: {kind: link, label: 联系人, to: rl.contact, candidates: contact.customer = customer}
    others: {kind: links, label: 其他联系人, to: rl.contact, candidates: others.customer = customer}
    brand: {kind: choice, label: {zh: 品牌, en: Brand}, options: {x: {zh: 甲, en: Alpha}, y: {zh: 乙, en: Beta}}}
    model:
      kind: choice
      label: 型号
      options: {x1: {zh: 甲一, when: 'brand = "x"'}, y1: {zh: 乙一, when: 'brand = "y"'}, z: 通用}
    marks:
      kind: choices
      label: 标签
      options: {a: {zh: 子, when: 'brand = "x"'}, b: 丑}
    reason: {kind: text, label: 原因, required_when: 'stage = "lost"', visible_when: 'stage = "lost" OR stage = "open"'}
    amount: {kind: money, label: 金额, readonly_when: 'brand = "y"'}
    after: {kind: text, label: 备注}
    secret: {kind: text, label: 密}
    rank: {kind: choice, label: 级, options: {h: {zh: 高, when: 'secret <> "no"'}, l: 低}}
    hint: {kind: text, label: 提示, visible_when: 'secret <> "no"'}
    level_note: {kind: text, label: 等级说明, visible_when: 'customer.level <> "A"'}
    lines:
      kind: lines
      label: 明细
      fields:
        item: {kind: text, label: 物品}
        who: {kind: link, label: 人, to: rl.contact, candidates: who.customer = record.customer AND who.name <> item}
        kind: {kind: choice, label: 类, options: {p: {zh: 件, when: 'record.brand = "x"'}, q: 个}}
        price: {kind: money, label: 单价, readonly_when: 'kind = "p"'}
        memo: {kind: text, label: 说明, required_when: "price > 100"}
        extra: {kind: text, label: 附, visible_when: 'item <> ""'}
    total: {kind: formula, label: 合计, is: SUM(lines.price)}
    extras: {kind: lines, label: 附加, required_when: total > 1000, visible_when: 'brand <> "y"', fields: {text: {kind: text, label: 文}}}
rl/forms/journal:
  label: {zh: 流水账, en: Journal}
  append_only: true
  title: "{text}"
  fields:
    text: {kind: text, label: 摘要}
    rows: {kind: lines, label: 行, fields: {n: {kind: number, label: 数}}}
rl/forms/plain:
  label: {zh: 无规则, en: Plain}
  fields:
    text: {kind: text, label: 文}
rl/grants/readers:
  label: {zh: 看, en: Readers}
  who: [role(reader)]
  forms:
    deal: {may: [read]}
rl/grants/sales:
  label: {zh: 销售, en: Sales}
  who: [role(sales)]
  forms:
    deal: {may: [read, create, update, delete, import], hide: [secret]}
    contact: {may: [read]}
    customer: {may: [read], rows: "owner = ME()"}
"""
