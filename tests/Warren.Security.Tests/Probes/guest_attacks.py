"""What user code tries against the guest, the first process, and each of its threads."""
GUEST = 1
TARGETS = [int(thread) for thread in os.listdir('/proc/1/task')]
VECTOR = (ctypes.c_uint64 * 2)


def anything(action):
    """'ok' where it succeeds with any thread, else the errors that it got."""
    def each():
        errors = set()
        for target in TARGETS:
            try:
                action(target)
                return
            except OSError as refused:
                errors.add(refused.errno)
        if len(errors) > 1:
            errors.discard(errno.ESRCH)  # Threads may end.
        if len(errors) != 1:
            raise RuntimeError(sorted(errno.errorcode[error] for error in errors))
        raise OSError(errors.pop(), 'all')
    return each


def through_descriptor(action):
    descriptor = call('pidfd_open', GUEST, 0)
    try:
        action(descriptor)
    finally:
        os.close(descriptor)


def read_memory(pid):
    buffer = ctypes.create_string_buffer(8)
    local, remote = VECTOR(ctypes.addressof(buffer), 8), VECTOR(0x400000, 8)
    call('process_vm_readv', pid, local, 1, remote, 1, 0)


def write_memory(pid):
    buffer = ctypes.create_string_buffer(8)
    local, remote = VECTOR(ctypes.addressof(buffer), 8), VECTOR(0x400000, 8)
    call('process_vm_writev', pid, local, 1, remote, 1, 0)


def enter(path):
    os.listdir(path)


def use(path, flags):
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    try:
        if flags == os.O_WRONLY:
            os.write(descriptor, b'x')
        elif not os.read(descriptor, 16):
            raise OSError(errno.ENODATA, 'empty')
    finally:
        os.close(descriptor)


def descriptors():
    """Those of the guest's open files that can be opened anew and read or written."""
    return [
        f'{number} {"written" if flags else "read"}'
        for number in range(128)
        if outcome(os.readlink, f'/proc/1/fd/{number}') != 'ok' or not os.readlink(f'/proc/1/fd/{number}').startswith('/dev/')
        for flags in (os.O_RDONLY, os.O_WRONLY)
        if outcome(use, f'/proc/1/fd/{number}', flags) == 'ok']


def connect(address):
    import socket
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        client.connect(address)


def listening():
    """Whatever listens for connections inside of the sandbox."""
    found = []
    for table in ('tcp', 'tcp6'):
        if os.path.exists(f'/proc/net/{table}'):
            found += [line.split()[1] for line in open(f'/proc/net/{table}').readlines()[1:] if line.split()[3] == '0A']
    if os.path.exists('/proc/net/unix'):
        # The flag is __SO_ACCEPTCON.
        found += [line.split()[-1] for line in open('/proc/net/unix').readlines()[1:] if int(line.split()[3], 16) & 0x10000]
    return found


signals = {
    f'{name}_{number}': outcome(anything(action))
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV, signal.SIGCHLD, 34)
    for name, action in dict(
        kill=lambda target, number=number: call('kill', target, number),
        tkill=lambda target, number=number: call('tkill', target, number),
        tgkill=lambda target, number=number: call('tgkill', GUEST, target, number),
        queue=lambda target, number=number: call('rt_sigqueueinfo', target, number, (ctypes.c_int * 32)(number, 0, -1, 0)),
    ).items()}
signals['descriptor'] = outcome(through_descriptor, lambda guest: call('pidfd_send_signal', guest, signal.SIGKILL, 0, 0))

report(dict(
    signals=signals,
    traces=dict(
        ptrace_attach=outcome(anything(lambda target: call('ptrace', 16, target, 0, 0))),
        ptrace_seize=outcome(anything(lambda target: call('ptrace', 0x4206, target, 0, 0))),
        process_vm_readv=outcome(anything(read_memory)),
        process_vm_writev=outcome(anything(write_memory)),
        pidfd_getfd=outcome(through_descriptor, lambda guest: [call('pidfd_getfd', guest, number, 0) for number in range(16)]),
        kcmp=outcome(anything(lambda target: call('kcmp', target, os.getpid(), 0, 0, 0))),
        process_madvise=outcome(through_descriptor, lambda guest: call('process_madvise', guest, VECTOR(0x400000, 4096), 1, 21, 0)),
        move_pages=outcome(lambda: call('move_pages', GUEST, 1, VECTOR(0x400000, 0), 0, (ctypes.c_int * 1)(), 0)),
    ),
    limits=dict(
        prlimit=outcome(anything(lambda target: call('prlimit', target, 7, VECTOR(64, 64), 0))),
        prlimit_read=outcome(anything(lambda target: call('prlimit', target, 7, 0, VECTOR()))),
        setpriority=outcome(anything(lambda target: call('setpriority', 0, target, 19))),
        scheduler=outcome(anything(lambda target: call('sched_setscheduler', target, 5, (ctypes.c_int * 1)(0)))),
    ),
    files={name: outcome(enter, f'/proc/1/{name}') for name in ('root', 'cwd', 'task/1/root', 'map_files')} | {
        name: outcome(os.readlink, f'/proc/1/{name}') for name in ('root', 'exe', 'ns/mnt')},
    descriptors=descriptors(),
    environment=open('/proc/1/environ').read().split('\0') if outcome(open, '/proc/1/environ') == 'ok' else [],
    door=dict(
        socket=outcome(connect, '/.warren-door/guest.sock'),
        secret=outcome(open, '/.warren-door/secret'),
        replace=outcome(os.rename, '/tmp', '/.warren-door/guest.sock'),
        remove=outcome(os.unlink, '/.warren-door/guest.sock'),
        cover=outcome(os.rename, '/.warren', '/warren-moved'),
        cover_door=outcome(os.rename, '/.warren-door', '/warren-moved'),
    ),
    listening=listening(),
))
