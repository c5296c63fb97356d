"""Why the system refused to read or write a file, in the words of staff: of its own words some are English."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from ssj_xl.office.programs import LONGEST, is_too_long

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件过大",
    errno.EROFS: "磁盘为只读",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EIO: "磁盘读写出错",
    errno.EBUSY: "文件正被系统占用",
    errno.ENOTCONN: "网络文件夹已经断开",
    errno.ESTALE: "网络文件夹已经断开",
    errno.ETIMEDOUT: "网络文件夹没有回应",
    errno.EHOSTDOWN: "网络文件夹没有回应",
    errno.EHOSTUNREACH: "网络文件夹没有回应",
    errno.ENETUNREACH: "网络不通",
    errno.EEXIST: "已经有同名的文件，不能再建这个文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EISDIR: "同名的是文件夹",
    errno.ELOOP: "链接互相指着，没有尽头",
}
_GONE = "刚被移走、改名或删除"
_WRITING = {errno.EACCES: "没有写入权限", errno.EPERM: "没有写入权限", errno.ENOENT: "没有这个文件夹，或者刚被移走、改名、删除"}
_READING = {errno.EACCES: "没有读取权限，或者正被别的程序独占", errno.EPERM: "没有读取权限，或者正被别的程序独占", errno.ENOENT: _GONE}
_OPEN = "文件正被别的程序打开，请先在那里关闭它"
_DENIED_BY_WINDOWS, _HELD_BY_WINDOWS = 5, (32, 33)
"""Codes of Windows (System Error Codes: access denied; sharing violation, lock violation), whose errno says less."""


def is_refusal(error: OSError) -> bool:
    """Whether it is the system that refused (no room, no right, a broken disk).

    A file that is not there may be one that the program lacks, which is an error of its own.
    """
    return error.errno in {*_REASONS, *_WRITING} - {errno.ENOENT} or is_too_long(error.filename or "")


def why_not_written(error: OSError, path: Path | None = None) -> str:
    """Why a file (or the one that the error names) could not be written, moved or deleted."""
    if getattr(error, "winerror", None) == _DENIED_BY_WINDOWS:
        return "没有写入权限，或者文件正被别的程序打开"
    return _why(error, _WRITING, path)


def why_not_read(error: OSError, path: Path | None = None) -> str:
    """Why a file or folder could not be read."""
    return _why(error, _READING, path)


def _why(error: OSError, own: Mapping[int, str], path: Path | None) -> str:
    if any(is_too_long(one) for one in (path, error.filename) if one):
        return f"路径太长，Windows 最多 {LONGEST} 个字"
    if getattr(error, "winerror", None) in _HELD_BY_WINDOWS:
        return _OPEN
    number, said = error.errno or 0, error.strerror or ""
    return own.get(number) or _REASONS.get(number) or (said if not said.isascii() else f"系统错误 {number}" if number else "系统没有说明原因")
