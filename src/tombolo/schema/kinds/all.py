"""The field kinds, in the order a designer offers them."""

from tombolo.schema.kinds.address import Address
from tombolo.schema.kinds.choice import Choice
from tombolo.schema.kinds.choices import Choices
from tombolo.schema.kinds.date import Date
from tombolo.schema.kinds.department import Department
from tombolo.schema.kinds.departments import Departments
from tombolo.schema.kinds.email import Email
from tombolo.schema.kinds.files import Files
from tombolo.schema.kinds.formula import Formula
from tombolo.schema.kinds.images import Images
from tombolo.schema.kinds.lines import Lines
from tombolo.schema.kinds.link import Link
from tombolo.schema.kinds.links import Links
from tombolo.schema.kinds.lookup import Lookup
from tombolo.schema.kinds.member import Member
from tombolo.schema.kinds.members import Members
from tombolo.schema.kinds.moment import Moment
from tombolo.schema.kinds.money import Money
from tombolo.schema.kinds.number import Number
from tombolo.schema.kinds.paragraph import Paragraph
from tombolo.schema.kinds.percent import Percent
from tombolo.schema.kinds.phone import Phone
from tombolo.schema.kinds.place import Place
from tombolo.schema.kinds.rating import Rating
from tombolo.schema.kinds.rich_text import RichText
from tombolo.schema.kinds.rollup import Rollup
from tombolo.schema.kinds.serial import Serial
from tombolo.schema.kinds.signature import Signature
from tombolo.schema.kinds.stage import Stage
from tombolo.schema.kinds.switch import Switch
from tombolo.schema.kinds.text import Text
from tombolo.schema.kinds.time import Time
from tombolo.schema.kinds.url import Url

KINDS = (
    Text, Paragraph, RichText, Number, Money, Percent, Switch, Choice, Choices, Date, Moment, Time,
    Member, Members, Department, Departments, Link, Links, Lines, Lookup, Formula, Rollup, Serial,
    Phone, Email, Url, Address, Place, Files, Images, Signature, Rating, Stage,
)  # fmt: skip
