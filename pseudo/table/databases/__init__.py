"""Databases through ADBC: a table or a query as a source, a released table as an end.

One file a database, with what it alone knows: how it is reached, what keeps a reading still, how its types arrive. What may not
leave here is a driver's message: it may quote cells, and passwords. Drivers are imported when they are used.
"""

from __future__ import annotations

from pseudo.table.databases.address import SCHEMES, Address, is_address
from pseudo.table.databases.reading import read_database
from pseudo.table.databases.writing import refuse_existing, write_tables

__all__ = ["SCHEMES", "Address", "is_address", "read_database", "refuse_existing", "write_tables"]
