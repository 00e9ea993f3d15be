"""What a worker brings: connections, its name, units of work in a member's name."""

from typing import Protocol
from uuid import UUID

from tombolo.automation.outbound import Outbound
from tombolo.base.vault import Vault
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.work import Work


class Bench(Protocol):
    """What runs of rules and notices stand on."""

    @property
    def pool(self) -> Pool: ...

    @property
    def name(self) -> str: ...

    @property
    def vault(self) -> Vault: ...

    @property
    def outbound(self) -> Outbound: ...

    @property
    def base_url(self) -> str: ...

    async def work(self, tx: ReadTx, member: UUID) -> Work[WriteTx]:
        """With the definitions and rights of now, held in place until the transaction ends.

        Raises Missing where the member is not active any more.
        """
        ...
