"""placeholder"""


def print_run(report, store, *, language, now):
    return {}
