"""Stops whatever else its user's processes are, as soon as they come, until it is killed."""
ours = os.getpid()
print('stopping', flush=True)
while True:
    for name in os.listdir('/proc'):
        if name.isdigit() and int(name) not in (1, ours):
            try:
                os.kill(int(name), signal.SIGSTOP)
            except OSError:
                pass
