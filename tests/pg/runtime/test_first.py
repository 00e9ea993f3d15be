async def test_starts(pool):
    async with pool.read() as tx:
        assert await tx.value("select current_schema()") == "w_main"
        assert sorted(await tx.value("select bigrams('北京市A')")) == sorted(
            ["北京", "京市", "市a"]
        )
        print(await tx.value("select version()"), await tx.value("select current_user"))
