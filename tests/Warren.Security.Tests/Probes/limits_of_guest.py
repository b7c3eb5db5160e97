"""Tries to set limits of the guest, at the moments in which its thread that starts programs has the user's ids.

Ends when its input does; says how often it tried and what the guest's limits are.
"""
import threading

ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()


def limits():
    return open('/proc/1/limits').read() if os.path.exists('/proc/1/limits') else ''


before = limits()
limit = (ctypes.c_uint64 * 2)(1234, 1234)
tries = successes = 0
print('trying', flush=True)
while not ended.is_set():
    for thread in os.listdir('/proc/1/task'):
        tries += 1
        try:
            call('prlimit', int(thread), 7, limit, 0)
            successes += 1
        except OSError:
            pass
report(dict(tries=tries, successes=successes, changed=limits() != before))
