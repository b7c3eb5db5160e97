import platform

print(f"Hello from a Warren sandbox: Python {platform.python_version()} on {platform.node()}")
