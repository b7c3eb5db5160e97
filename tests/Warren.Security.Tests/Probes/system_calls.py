"""System calls that lead out of a sandbox or deep into the kernel, by what they are for.

On the host, by root in namespaces of its own, each of them gets further than in a sandbox. None could do harm even if it
got through: what nobody's namespace holds in (modules, kexec, swap, reboot, the clock) has arguments that are wrong in
themselves, which the kernel looks at behind the caller's rights.
"""
NEW = dict(mount=0x20000, cgroup=0x02000000, uts=0x04000000, ipc=0x08000000, user=0x10000000, pid=0x20000000, net=0x40000000)
HERE = -100


class Timespec(ctypes.Structure):
    _fields_ = [('seconds', ctypes.c_long), ('nanoseconds', ctypes.c_long)]


def clone(flags):
    if call('clone', flags | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)


def clone3(flags):
    if call('clone3', (ctypes.c_uint64 * 11)(flags, 0, 0, 0, signal.SIGCHLD), 88) == 0:
        os._exit(0)


def make_device(path, mode, device):
    call('mknodat', HERE, path, mode, device)
    try:
        os.close(os.open(path, os.O_RDONLY))
    finally:
        os.unlink(path)


def legacy(instructions):
    """Runs machine code: calls of other architectures, which a filter for one only would not see."""
    import mmap
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(instructions + b'\xc3')
    result = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
    if -4096 < result < 0:
        raise OSError(-result, 'machine code')


# xor of ecx, edx, esi and edi; ebx is the caller's to keep.
WITHOUT_ARGUMENTS = b'\x31\xc9\x31\xd2\x31\xf6\x31\xff'

# A clock that would be set to a time before its beginning: EINVAL to who may set it.
WRONG_TIME = Timespec(-1, 0)

GROUPS = dict(
    mounts=dict(
        mount_tmpfs=('mount', b'none', b'/mnt', b'tmpfs', 0, 0),
        mount_proc=('mount', b'proc', b'/mnt', b'proc', 0, 0),
        mount_bind=('mount', b'/etc', b'/mnt', 0, 0x1000, 0),
        mount_remount=('mount', 0, b'/proc', 0, 0x1020, 0),
        umount=('umount2', b'/proc', 2),
        pivot_root=('pivot_root', b'/nowhere', b'/nowhere'),
        chroot=('chroot', b'/tmp'),
        open_tree=('open_tree', HERE, b'/', 1),
        fsopen=('fsopen', b'tmpfs', 0),
        fsconfig=('fsconfig', -1, 0, 0, 0, 0),
        fsmount=('fsmount', -1, 0, 0),
        fspick=('fspick', HERE, b'/nowhere', 0),
        move_mount=('move_mount', -1, b'/nowhere', -1, b'/nowhere', 0),
        mount_setattr=('mount_setattr', HERE, b'/nowhere', 0, (ctypes.c_uint64 * 4)(), 32),
    ),
    devices=dict(
        mknod_disk=(make_device, b'/dev/shm/probe-disk', 0o60600, 8 << 8),
        mknod_disk_on_disk=(make_device, b'/tmp/probe-disk', 0o60600, 8 << 8),
        mknod_memory=(make_device, b'/dev/shm/probe-memory', 0o20600, 1 << 8 | 1),
        mknod_memory_on_disk=(make_device, b'/tmp/probe-memory', 0o20600, 1 << 8 | 1),
        iopl=('iopl', 3),
        ioperm=('ioperm', 0x80, 1, 1),
    ),
    namespaces={
        **{f'unshare_{name}': ('unshare', flag) for name, flag in NEW.items()},
        **{f'clone_{name}': (clone, flag) for name, flag in NEW.items()},
        'clone3_user': (clone3, NEW['user']),
        'setns': ('setns', -1, 0),
    },
    keys=dict(
        keyctl_session=('keyctl', 0, -3, 1, 0, 0),
        keyctl_join=('keyctl', 1, 0, 0, 0, 0),
        add_key=('add_key', b'user', b'probe', b'v', 1, -2),
        request_key=('request_key', b'user', b'no-such-key', 0, -2),
    ),
    kernel_interfaces=dict(
        bpf=('bpf', 0, 0, 0),
        perf_event_open=('perf_event_open', 0, 0, -1, -1, 0),
        userfaultfd=('userfaultfd', 0x80000),
        io_uring_setup=('io_uring_setup', 8, (ctypes.c_char * 120)()),
        io_uring_enter=('io_uring_enter', -1, 0, 0, 0, 0),
        io_uring_register=('io_uring_register', -1, 0, 0, 0),
        fanotify_init=('fanotify_init', 0, 0),
        open_by_handle_at=('open_by_handle_at', HERE, (ctypes.c_uint32 * 4)(8, 1, 0, 0), 0),
        quotactl=('quotactl', 0x80000700, 0, 0, 0),
        syslog=('syslog', 3, ctypes.create_string_buffer(16), 16),
        acct=('acct', b'/nowhere'),
    ),
    kernel_code=dict(
        init_module=('init_module', b'', 0, b''),
        finit_module=('finit_module', -1, b'', 0),
        delete_module=('delete_module', b'no_such_module', 0x800),
        kexec_load=('kexec_load', 0, 0, 0, 0xffff0000),
        kexec_file_load=('kexec_file_load', -1, -1, 0, 0, 0),
        swapon=('swapon', b'/nowhere', 0),
        swapoff=('swapoff', b'/nowhere'),
        reboot=('reboot', 0, 0, 0, 0),
        sethostname=('sethostname', b'probe', 5),
        setdomainname=('setdomainname', b'probe', 5),
        vhangup=('vhangup',),
    ),
    clocks=dict(
        clock_settime=('clock_settime', 0, WRONG_TIME),
        settimeofday=('settimeofday', WRONG_TIME, 0),
        adjtimex=('adjtimex', (ctypes.c_uint32 * 64)(0x4000, 0, 0, 0)),
        clock_adjtime=('clock_adjtime', 0, (ctypes.c_uint32 * 64)(0x4000, 0, 0, 0)),
    ),
    other_architectures={} if ARM else dict(
        # getpid, mount, and what is getresuid there and mount here.
        int80=(legacy, WITHOUT_ARGUMENTS + b'\xb8\x14\x00\x00\x00\xcd\x80'),
        int80_mount=(legacy, WITHOUT_ARGUMENTS + b'\xb8\x15\x00\x00\x00\xcd\x80'),
        int80_ambiguous=(legacy, WITHOUT_ARGUMENTS + b'\xb8\xa5\x00\x00\x00\xcd\x80'),
        x32=(legacy, WITHOUT_ARGUMENTS + b'\xb8\x27\x00\x00\x40\x0f\x05'),
    ),
)


def run(what, *arguments):
    if callable(what):
        what(*arguments)
    elif number(what) is not None:
        call(what, *(ctypes.byref(one) if isinstance(one, Timespec) else one for one in arguments))
    else:
        raise OSError(errno.EPERM, 'not on this architecture')


report({group: {name: attempt(run, *probe) for name, probe in probes.items()} for group, probes in GROUPS.items()})
