"""The option that keeps the outputs."""


def pytest_addoption(parser):
    parser.addoption(
        "--write", action="store_true", help="write the executed notebooks with their outputs"
    )
