"""A network camera that speaks RTSP: pictures as RTP packets of JPEG between the answers (RFC 2326 with interleaving, RFC 2435).

The same scenes and fault commands as the MJPEG camera; ``lock NAME PASSWORD`` makes it ask for them, ``lock off`` no longer.
"""

from __future__ import annotations

import asyncio
import base64
import struct

from devices.simulators.camera import CameraSimulator

_LONGEST_PACKET = 1400
_CLOCK = 90_000  # of RTP's time stamps, a second
_LUMINANCE_420, _FRAME, _TABLES, _SCAN = 1, 0xC0, 0xDB, 0xDA


class RtspCameraSimulator(CameraSimulator):
    """One stream at ``/stream1``, by TCP only."""

    def __init__(self, name: str, *, rate: float = 15.0, options: str = "") -> None:
        super().__init__(name, rate=rate, options=options)
        self._credentials: str | None = None
        self._sequence = 0

    @property
    def address(self) -> str:
        """An RTSP address; the port stays through an unplug."""
        return f"rtsp://127.0.0.1:{self.listener.port}/stream1{self.options}"

    async def command(self, words: list[str]) -> None:
        """As the MJPEG camera, and ``lock``."""
        match words:
            case ["lock", "off"]:
                self._credentials = None
            case ["lock", name, password]:
                self._credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
            case _:
                await super().command(words)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client: answers, and from PLAY on pictures between them."""
        playing: asyncio.Task[None] | None = None
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                while head.startswith(b"$"):  # the client's own reports about the stream
                    head = head[4 + int.from_bytes(head[2:4], "big") :] or await reader.readuntil(b"\r\n\r\n")
                method = self._answer(head.decode("latin-1"), writer)
                await writer.drain()
                if method == "PLAY" and playing is None:
                    self.watching += 1
                    playing = asyncio.create_task(self.stream(writer))
                elif method == "TEARDOWN":
                    return
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            if playing is not None:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
                self.watching -= 1
            writer.close()

    def _answer(self, head: str, writer: asyncio.StreamWriter) -> str:
        """Answer one request; its method, empty when it was refused."""
        first, *lines = head.split("\r\n")
        method, url, _ = first.split(" ", 2)
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        more: dict[str, str] = {}
        body = ""
        code = "200 OK"
        if self._credentials is not None and fields.get("authorization") != f"Basic {self._credentials}":
            code, more["WWW-Authenticate"], method = "401 Unauthorized", 'Basic realm="camera"', ""
        elif method == "OPTIONS":
            more["Public"] = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
        elif method == "DESCRIBE":
            body = (
                f"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nt=0 0\r\na=control:{url}\r\nm=video 0 RTP/AVP 26\r\na=control:track1\r\n"
            )
            more["Content-Type"] = "application/sdp"
        elif method == "SETUP":
            if "interleaved" not in fields.get("transport", ""):
                code, method = "461 Unsupported Transport", ""
            else:
                more["Transport"], more["Session"] = "RTP/AVP/TCP;unicast;interleaved=0-1", "1"
        elif method not in ("PLAY", "TEARDOWN", "GET_PARAMETER"):
            code, method = "501 Not Implemented", ""
        answer = [f"RTSP/1.0 {code}", f"CSeq: {fields.get('cseq', '0')}", *(f"{name}: {value}" for name, value in more.items())]
        if body:
            answer.append(f"Content-Length: {len(body)}")
        writer.write(("\r\n".join(answer) + "\r\n\r\n" + body).encode())
        return method

    async def send(self, writer: asyncio.StreamWriter, picture: bytes) -> None:
        """One picture as packets; bytes that are no picture go out as they are, in packets that claim one."""
        stamp = int(asyncio.get_running_loop().time() * _CLOCK) & 0xFFFFFFFF
        for packet in packets(picture, stamp):
            self._sequence = (self._sequence + 1) & 0xFFFF
            packet[2:4] = self._sequence.to_bytes(2, "big")
            writer.write(b"$\0" + len(packet).to_bytes(2, "big") + packet)
        await writer.drain()


def packets(picture: bytes, stamp: int) -> list[bytearray]:
    """The picture's RTP packets, sequence numbers still 0 (RFC 2435, 3.1). Takes baseline JPEG in 4:2:0 with the standard Huffman tables."""
    width, height, tables, scan = _taken_apart(picture)
    tables_head = b"\0\0" + len(tables).to_bytes(2, "big") + tables
    made = []
    offset = 0
    while offset < len(scan):
        head = struct.pack(">BBBBBBBB", 0, *offset.to_bytes(3, "big"), _LUMINANCE_420, 255, width // 8, height // 8)
        if offset == 0:
            head += tables_head
        part = scan[offset : offset + _LONGEST_PACKET - len(head)]
        offset += len(part)
        last = 0x80 if offset >= len(scan) else 0
        made.append(bytearray(struct.pack(">BBHII", 0x80, last | 26, 0, stamp, 1) + head + part))
    return made


def _taken_apart(picture: bytes) -> tuple[int, int, bytes, bytes]:
    """Width, height, quantisation tables and compressed data."""
    width, height, tables, place = 1280, 720, b"", 2
    while picture[:2] == b"\xff\xd8" and place + 4 <= len(picture):
        marker, length = picture[place + 1], int.from_bytes(picture[place + 2 : place + 4], "big")
        body = picture[place + 4 : place + 2 + length]
        place += 2 + length
        if marker == _TABLES:
            while body:
                tables, body = tables + body[1:65], body[65:]
        elif marker == _FRAME:
            height, width = struct.unpack(">HH", body[1:5])
        elif marker == _SCAN:
            return width, height, tables, picture[place:-2]
    return width, height, bytes(128), picture
