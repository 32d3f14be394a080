"""The fast part: Numba on NumPy arrays and Arrow buffers.

Every module has public functions that check their arrays, allocate the output and run a private kernel: ``sha256``,
``sha512``, ``ff1``, ``text``, ``ascii``, ``distinct``, ``classes``, ``numeric``, ``mdav`` and ``calendar``. ``arrow`` is the
only module that knows pyarrow's arrays (``_memory`` borrows its memory). What may not come in: randomness, a file, a key held
in a global (Numba would freeze it into machine code on disk), a cell value in an error.

Importing this package does not import Numba; its modules do, ``sha256``, ``ff1``, ``text`` and ``calendar`` only for as many rows as
pay for it.
"""
