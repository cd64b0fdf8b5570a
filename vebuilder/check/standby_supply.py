"""Tasks that ask for more standby firms than there are."""

from collections.abc import Iterator

from vebuilder.check.market import Market
from vebuilder.check.words import count
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def standby_warnings(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the tasks with too few firms for their partners and standbys, and say how many are short.

    No enterprise can satisfy them; like all that counting shows it is told as such when one is formed, and
    is no fault of the data. Tasks that nobody can do are told elsewhere.
    """
    if not any(task.backups for task in project.tasks):
        return
    market = Market(project, network)
    for position, task in enumerate(project.tasks):
        able, alone = market.able(task)
        partners = max(task.min_partners, 1)
        short = max(task.backups - alone, partners + task.backups - able)
        if task.backups == 0 or able == 0 or short <= 0:
            continue
        only = f"only {count(able, 'firm')} can do it" if able < partners + task.backups else ""
        if alone < able:
            packaged = f"{count(able - alone, 'firm bids', 'firms bid')} only in packages and cannot stand by"
            only = f"{only}, and {packaged}" if only else packaged
        yield Fault(
            path=f"project.tasks[{position}].backups",
            ids=(task.id,),
            message=f"task {task.id!r} asks for more backups than eligible firms: it needs "
            f"{count(task.backups, 'standby firm')} beside "
            f"{count(partners, 'partner')}, but {only}: short by {count(short, 'firm')}",
            mend=f"lower its backups to {max(task.backups - short, 0)}, or add "
            f"{count(short, 'firm')} with an offer or a quote for it",
            severity="warning",
        )
