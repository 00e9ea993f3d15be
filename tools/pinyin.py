"""Writes the migration that teaches the database how Chinese characters sound.

    python tools/pinyin.py > src/tombolo/schema/migrations/0015_pinyin.sql

The readings are those of pypinyin (MIT), which rest on the Unihan database: of each character in the
block of CJK unified ideographs the usual one, without tone, ü as v.
"""

from pypinyin import Style, pinyin

FIRST, LAST = 0x4E00, 0x9FFF
HEAD = """\
-- How Chinese characters sound, for PINYIN: the usual reading of each, without tone, ü as v.
-- Made by tools/pinyin.py from the readings of pypinyin (MIT), which rest on the Unihan database.

create table sys_pinyin (
    sign text primary key,
    sound text not null
);

create function pinyin(words text, first_only boolean) returns text
language sql stable strict parallel safe as $$
    select string_agg(
        case when first_only then left(coalesce(p.sound, c.sign), 1) else coalesce(p.sound, c.sign) end,
        '' order by c.n
    )
    from regexp_split_to_table(words, '') with ordinality as c (sign, n)
    left join sys_pinyin p on p.sign = c.sign
$$;

insert into sys_pinyin (sign, sound)
select sign, sound from (values
"""


def readings() -> dict[str, str]:
    """The characters of each reading."""
    found: dict[str, str] = {}
    for code in range(FIRST, LAST + 1):
        sign = chr(code)
        (sounds,) = pinyin(sign, style=Style.NORMAL, errors="ignore", v_to_u=False) or ([],)
        if sounds and sounds[0] != sign:
            found[sounds[0]] = found.get(sounds[0], "") + sign
    return found


def main() -> None:
    rows = [f"    ('{sound}', '{signs}')" for sound, signs in sorted(readings().items())]
    print(
        HEAD
        + ",\n".join(rows)
        + "\n) as r (sound, signs), regexp_split_to_table(signs, '') as sign;"
    )


if __name__ == "__main__":
    main()
