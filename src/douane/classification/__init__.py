"""Goods described in words become commodity codes: ranked candidates with evidence, or the question that would help."""

import os

# The products are small: threads of the linear algebra would cost more than they bring, and stand in each other's way in
# the processes of a batch. It must be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
