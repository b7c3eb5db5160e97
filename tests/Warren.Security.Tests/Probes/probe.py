"""What every probe has: raw system calls by name, and attempts of which nothing remains.

Put in front of each probe; the whole is handed to `python3 -c`, inside a sandbox or, as a control, on the host.
"""
import ctypes
import errno
import json
import os
import platform
import signal
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
ARM = platform.machine() == 'aarch64'

# Numbers of x86-64 and of arm64 (asm/unistd_64.h, asm-generic/unistd.h); those above 423 are the same everywhere.
NUMBERS = dict(
    acct=(163, 89), add_key=(248, 217), adjtimex=(159, 171), bpf=(321, 280), capset=(126, 91), chroot=(161, 51),
    clock_adjtime=(305, 266), clock_settime=(227, 112), clone=(56, 220), clone3=435, delete_module=(176, 106),
    fanotify_init=(300, 262), finit_module=(313, 273), fsconfig=431, fsmount=432, fsopen=430, fspick=433,
    init_module=(175, 105), io_uring_enter=426, io_uring_register=427, io_uring_setup=425, ioperm=(173, None), iopl=(172, None),
    kcmp=(312, 272), kexec_file_load=(320, 294), kexec_load=(246, 104), keyctl=(250, 219), kill=(62, 129),
    lookup_dcookie=(212, 18), mbind=(237, 235), mknodat=(259, 33), mount=(165, 40), mount_setattr=442, move_mount=429,
    move_pages=(279, 239), name_to_handle_at=(303, 264), open_by_handle_at=(304, 265), open_tree=428,
    perf_event_open=(298, 241), pidfd_getfd=438, pidfd_open=434, pidfd_send_signal=424, pivot_root=(155, 41),
    prctl=(157, 167), prlimit=(302, 261), process_madvise=440, process_vm_readv=(310, 270), process_vm_writev=(311, 271),
    ptrace=(101, 117), quotactl=(179, 60), reboot=(169, 142), renameat2=(316, 276), request_key=(249, 218),
    rt_sigqueueinfo=(129, 138), sched_setscheduler=(144, 119), sethostname=(170, 161), setdomainname=(171, 162),
    setgid=(106, 144), setgroups=(116, 159), setns=(308, 268), setpriority=(141, 140), setresgid=(119, 149),
    setresuid=(117, 147), settimeofday=(164, 170), setuid=(105, 146), swapoff=(168, 225), swapon=(167, 224),
    syslog=(103, 116), tgkill=(234, 131), tkill=(200, 130), umount2=(166, 39), unshare=(272, 97), userfaultfd=(323, 282),
    vhangup=(153, 58))


def number(name):
    numbers = NUMBERS[name]
    return numbers[ARM] if isinstance(numbers, tuple) else numbers


def call(name, *arguments):
    """Calls the kernel; raises OSError as it says."""
    result = libc.syscall(ctypes.c_long(number(name)), *(ctypes.c_long(one) if isinstance(one, int) else one for one in arguments))
    if result == -1:
        raise OSError(ctypes.get_errno(), name)
    return result


def outcome(action, *arguments):
    """The name of the error that an action ends with, or 'ok'."""
    try:
        action(*arguments)
        return 'ok'
    except OSError as refused:
        return errno.errorcode.get(refused.errno, str(refused))
    except Exception as broken:
        return repr(broken)


def attempt(action, *arguments):
    """The same of an action that is done by a child, of which nothing remains; or the signal that it dies of."""
    ours, its = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(its, outcome(action, *arguments).encode())
        os._exit(0)
    os.close(its)
    with os.fdopen(ours) as pipe:
        result = pipe.read()
    _, status = os.waitpid(child, 0)
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else result


def report(outcome):
    print(json.dumps(outcome), flush=True)
