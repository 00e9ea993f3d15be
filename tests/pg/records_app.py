"""A small selling app that the tests of records share."""

APP = """
shop/app: {app: shop, label: {zh: 小店, en: Shop}, nav: [customer, product, order]}
shop/forms/customer:
  label: {zh: 客户, en: Customer}
  title: "{name}"
  fields:
    no: {kind: serial, label: 编号, pattern: "C-{0000}"}
    name: {kind: text, label: 名称, required: true, unique: true}
    level: {kind: choice, label: 级别, options: {A: 重要, B: 普通}, default: '"B"'}
    phone: {kind: phone, label: 电话}
    secret: {kind: text, label: 密}
    credit: {kind: money, label: 额度}
    papers: {kind: files, label: 附件}
shop/forms/product:
  label: {zh: 产品, en: Product}
  fields:
    name: {kind: text, label: 品名, required: true}
    list_price: {kind: money, label: 标价}
shop/forms/order:
  label: {zh: 订单, en: Order}
  title: "{no} {subject}"
  fields:
    no: {kind: serial, label: 单号, pattern: "SO-{yy}{MM}-{000}"}
    subject: {kind: text, label: 主题}
    customer: {kind: link, label: 客户, to: shop.customer, required: true, inverse: orders}
    state: {kind: choice, label: 状态, options: {draft: 草稿, approved: 已批准}, default: '"draft"'}
    on: {kind: date, label: 日期, default: TODAY()}
    discount: {kind: percent, label: 折扣}
    lines:
      kind: lines
      label: 明细
      fields:
        product: {kind: link, label: 产品, to: shop.product, required: true}
        qty: {kind: number, label: 数量, scale: 3, check: "qty > 0", say: {zh: 数量必须大于 0, en: Quantity must be above 0}}
        price: {kind: money, label: 单价, default: product.list_price}
        total: {kind: formula, label: 金额, is: "ROUND(qty * price, 2)"}
    total: {kind: formula, label: 合计, is: SUM(lines.total)}
    net: {kind: formula, label: 折后, is: "ROUND(total * (1 - discount), 2)"}
    tax: {kind: formula, label: 税, is: "ROUND(net * 0.13, 2)"}
    customer_level: {kind: lookup, label: 客户级别, path: customer.level}
    age: {kind: formula, label: 天数, is: "DAYS(TODAY(), on)"}
    mine: {kind: formula, label: 我的, is: "owner = ME()"}
  checks:
    - {need: "discount <= 0.5", at: discount, say: {zh: 折扣不能超过一半, en: At most half off}}
  views:
    big: {label: 大单, where: "total > 1000", columns: [no, customer, total], sort: [-total]}
shop/grants/sales:
  label: {zh: 销售, en: Sales}
  who: [role(sales)]
  forms:
    customer: {may: [read, create, update, delete, export], rows: "owner = ME()", hide: [secret], readonly: [credit]}
    product: {may: [read]}
    order: {may: [read, create, update, delete], rows: "owner = ME()"}
"""
