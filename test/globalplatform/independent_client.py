#!/usr/bin/env python3
"""A GlobalPlatform client written from the specifications (GPC 2.3.1, Amendment D), for judging the card.

It shares nothing with Kazasu. It needs pyscard and cryptography (Debian: python3-pyscard, python3-cryptography),
and finds pcscd by PCSCLITE_CSOCK_NAME. Each step is one line of JSON; the first step that fails ends it with 1.

    independent_client.py --reader NAME --cap FILE [--key HEX] [--key-version HEX] [--levels 01,03,33]
"""

import argparse
import json
import os
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from secure_channels import ZERO8, Failed, Scp02, Scp03, TripleDES, expect, run
from smartcard import scard

# The card


class Card:
    def __init__(self, reader):
        result, self.context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        expect(result == scard.SCARD_S_SUCCESS, "pcscd: " + scard.SCardGetErrorMessage(result))
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, self.card, self.protocol = scard.SCardConnect(
            self.context, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols
        )
        expect(result == scard.SCARD_S_SUCCESS, "card: " + scard.SCardGetErrorMessage(result))
        self.channel = None

    def transmit(self, apdu):
        result, answer = scard.SCardTransmit(self.card, self.protocol, list(apdu))
        expect(result == scard.SCARD_S_SUCCESS, "transmit: " + scard.SCardGetErrorMessage(result))
        return bytes(answer[:-2]), answer[-2] << 8 | answer[-1]

    def plain(self, header, data=b"", le=True):
        body = bytes([len(data)]) + data if data else b""
        return self.transmit(header + body + (b"\x00" if le else b""))

    def send(self, text, data=b""):
        """A command in the channel; the status word and the plain response. Long data goes in pieces."""
        header, level = bytes.fromhex(text), self.channel.level if self.channel else 0
        if level & 1:
            header, data = self.channel.wrap(header, data)
        while len(data) > 255:
            piece = header[:2] + bytes([header[2] | 0x80]) + header[3:]
            _, sw = self.plain(piece, data[:255], le=False)
            expect(sw == 0x9000, "a piece of a command was answered %04X" % sw)
            data = data[255:]
        answer, sw = self.plain(header, data)
        return sw, self.channel.unwrap(answer, sw) if level else answer

    def select(self, aid=b""):
        answer, sw = self.plain(bytes.fromhex("00A40400"), aid)
        self.channel = None
        return sw, answer

    def close(self):
        scard.SCardDisconnect(self.card, scard.SCARD_RESET_CARD)
        scard.SCardReleaseContext(self.context)


def objects(data):
    """BER-TLV data objects, one level."""
    at, found = 0, []
    while at < len(data):
        start = at
        at += 1
        if data[start] & 0x1F == 0x1F:
            while data[at] & 0x80:
                at += 1
            at += 1
        tag = data[start:at].hex().upper()
        size = data[at]
        at += 1
        if size & 0x80:
            more = size & 0x7F
            size = int.from_bytes(data[at : at + more], "big")
            at += more
        found.append((tag, data[at : at + size]))
        at += size
    return found


def lv(value):
    return bytes([len(value)]) + value


def ber_length(n):
    return bytes([n]) if n < 0x80 else bytes([0x81, n]) if n < 0x100 else b"\x82" + n.to_bytes(2, "big")


# A CAP file: package AID, applet AIDs, load file data block without Descriptor

ORDER = "Header Directory Import Applet Class Method StaticField Export ConstantPool RefLocation".split()


def read_cap(path):
    with zipfile.ZipFile(path) as archive:
        parts = {name.rsplit("/", 1)[-1][:-4]: archive.read(name) for name in archive.namelist() if name.endswith(".cap")}
    header, applet = parts["Header"], parts["Applet"]
    expect(header[3:7] == bytes.fromhex("DECAFFED"), "Header has another magic")
    package = header[13 : 13 + header[12]]
    block = b"".join(parts[name] for name in ORDER if name in parts)
    return package, applet[5 : 5 + applet[4]], block


class Client:
    def __init__(self, options):
        self.options = options
        self.card = Card(options.reader)
        self.isd = b""
        self.keys = (bytes.fromhex(options.key),) * 3
        self.version = int(options.key_version, 16)

    def select_domain(self):
        for aid in (b"", bytes.fromhex("A000000151000000"), bytes.fromhex("A0000001510000")):
            sw, answer = self.card.select(aid)
            if sw in (0x9000, 0x6283):
                [(tag, template)] = objects(answer)
                found = dict(objects(template)) if tag == "6F" else {}
                if "84" in found and found["84"][:4] == bytes.fromhex("A0000001"):
                    self.isd = found["84"]
                    return {"aid": self.isd.hex().upper(), "sw": "%04X" % sw}
        raise Failed("no security domain was found")

    def initialize(self, keys, version):
        self.select_domain()
        for size in (8, 16):
            host = os.urandom(size)
            answer, sw = self.card.plain(bytes([0x80, 0x50, version, 0]), host)
            if sw != 0x6700:
                break
        expect(sw == 0x9000, "INITIALIZE UPDATE answered %04X" % sw)
        kind = {2: Scp02, 3: Scp03}.get(answer[11])
        expect(kind is not None, "protocol %02X is not known" % answer[11])
        return kind(keys, answer, host, self.isd)

    def authenticate(self, level, keys=None, version=None):
        channel = self.initialize(keys or self.keys, self.version if version is None else version)
        self.card.channel = channel
        sw, _ = self.card.send("8082%02X00" % level, channel.host)
        expect(sw == 0x9000, "EXTERNAL AUTHENTICATE answered %04X" % sw)
        channel.raise_level(level)
        return {"protocol": channel.name, "level": "%02X" % level}

    def wrong_host(self):
        channel = self.initialize(self.keys, self.version)
        self.card.channel = channel
        sw, _ = self.card.send("80820100", bytes(byte ^ 0xFF for byte in channel.host))
        self.card.channel = None
        expect(sw == 0x6300, "a wrong host cryptogram was answered %04X" % sw)
        return {"sw": "6300"}

    def command(self, title, text, data=b"", wanted=0x9000):
        sw, answer = self.card.send(text, data)
        expect(sw == wanted, "%s answered %04X, not %04X" % (title, sw, wanted))
        return answer

    def status(self, subset):
        entries, p2 = [], 2
        while True:
            sw, answer = self.card.send("80F2%02X%02X" % (subset, p2), bytes.fromhex("4F00"))
            if sw == 0x6A88:
                return entries
            expect(sw in (0x9000, 0x6310), "GET STATUS answered %04X" % sw)
            entries += [dict(objects(value)) for tag, value in objects(answer) if tag == "E3"]
            if sw == 0x9000:
                return entries
            p2 = 3

    def domain_in_registry(self):
        [entry] = self.status(0x80)
        expect(entry["4F"] == self.isd, "the registry names another security domain")
        return {"state": entry["9F70"].hex().upper()}

    def load(self):
        package, applet, block = read_cap(self.options.cap)
        self.package, self.applet = package, applet
        self.command("INSTALL [for load]", "80E60200", lv(package) + lv(self.isd) + b"\x00\x00\x00")
        stream = b"\xc4" + ber_length(len(block)) + block
        room = 255 - getattr(self.card.channel, "size", 8)
        if self.card.channel.level & 2:
            room = room // self.card.channel.block * self.card.channel.block - 1
        pieces = [stream[at : at + room] for at in range(0, len(stream), room)]
        for n, piece in enumerate(pieces):
            last = 0x80 if n == len(pieces) - 1 else 0
            self.command("LOAD, block %d" % n, "80E8%02X%02X" % (last, n), piece)
        return {"package": package.hex().upper(), "bytes": len(stream), "blocks": len(pieces)}

    def install(self):
        data = lv(self.package) + lv(self.applet) + lv(self.applet) + bytes.fromhex("0100") + lv(b"\xc9\x00") + b"\x00"
        self.command("INSTALL [for install and make selectable]", "80E60C00", data)
        found = [entry["4F"] for entry in self.status(0x40)]
        expect(self.applet in found, "the applet is not in the registry")
        files = [entry["4F"] for entry in self.status(0x20)]
        expect(self.package in files, "the package is not in the registry")
        return {"applet": self.applet.hex().upper()}

    def select_applet(self):
        sw, _ = self.card.select(self.applet)
        expect(sw == 0x9000, "SELECT of the applet answered %04X" % sw)
        return {"sw": "9000"}

    def refused_deletion(self):
        self.command("DELETE of a package in use", "80E40000", b"\x4f" + lv(self.package), 0x6985)
        return {"sw": "6985"}

    def delete(self):
        self.command("DELETE", "80E40080", b"\x4f" + lv(self.package))
        left = [entry["4F"] for subset in (0x40, 0x20) for entry in self.status(subset)]
        expect(self.applet not in left and self.package not in left, "something is left in the registry")
        sw, _ = self.card.select(self.applet)
        expect(sw == 0x6A82, "SELECT of what was deleted answered %04X" % sw)
        return {"sw": "6A82"}

    def put_keys(self, version, inner):
        channel = self.card.channel
        keys = tuple(os.urandom(len(self.keys[0])) for _ in range(3))
        data, checks = bytes([version]), b""
        for key in keys:
            cryptogram = channel.encrypt_key(key)
            if channel.name == "scp03":
                check = run(algorithms.AES(key), modes.ECB(), b"\x01" * 16)[:3]
                told = inner or len(cryptogram) > len(key)
                content = (bytes([len(key)]) if told else b"") + cryptogram
                data += b"\x88" + lv(content) + lv(check)
            else:
                check = run(TripleDES(key), modes.ECB(), ZERO8)[:3]
                data += b"\x80" + lv(cryptogram) + lv(check)
            checks += check
        answer = self.command("PUT KEY", "80D80081", data)
        expect(answer == bytes([version]) + checks, "PUT KEY confirmed %s" % answer.hex())
        self.authenticate(1, keys, version)
        self.domain_in_registry()
        self.authenticate(1)
        self.command("DELETE [key]", "80E40000", bytes([0xD2, 1, version]))
        return {"version": "%02X" % version, "innerLength": inner}

    def put_public_key(self):
        numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        modulus = numbers.n.to_bytes(256, "big")
        data = b"\x73\xa1" + ber_length(256) + modulus + b"\xa0\x03\x01\x00\x01\x00"
        self.command("PUT KEY in pieces", "80D80001", data)
        template = self.card.send("80CA00E0")[1]
        versions = [value[1] for tag, value in objects(objects(template)[0][1]) if tag == "C0"]
        expect(0x73 in versions, "the key information template lacks version 73")
        self.command("DELETE [key]", "80E40000", bytes.fromhex("D20173"))
        return {"bytes": len(data)}


def steps(client, levels):
    yield "select", client.select_domain
    for level in levels:
        yield "authenticate %02X" % level, lambda: client.authenticate(level)
        yield "registry %02X" % level, client.domain_in_registry
    yield "wrong host cryptogram", client.wrong_host
    best = levels[-1]
    for level in sorted({1, best}):
        yield "authenticate for loading %02X" % level, lambda: client.authenticate(level)
        yield "load %02X" % level, client.load
        yield "install %02X" % level, client.install
        yield "select applet %02X" % level, client.select_applet
        yield "authenticate for deleting %02X" % level, lambda: client.authenticate(level)
        yield "delete in use %02X" % level, client.refused_deletion
        yield "delete %02X" % level, client.delete
    for version, inner in ((0x31, True), (0x32, False)):
        yield "authenticate for keys %02X" % version, lambda: client.authenticate(best)
        yield "put keys %02X" % version, lambda: client.put_keys(version, inner)
    yield "authenticate for a public key", lambda: client.authenticate(best)
    yield "put key in pieces", client.put_public_key


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader", required=True)
    parser.add_argument("--cap", required=True)
    parser.add_argument("--key", default="404142434445464748494A4B4C4D4E4F")
    parser.add_argument("--key-version", default="00")
    parser.add_argument("--levels", default="01,03,11,13,33")
    options = parser.parse_args()
    try:
        client = Client(options)
    except Failed as error:
        print(json.dumps({"step": "connect", "ok": False, "error": str(error)}))
        return 1
    levels = [int(text, 16) for text in options.levels.split(",")]
    try:
        for name, step in steps(client, levels):
            try:
                print(json.dumps({"step": name, "ok": True, **(step() or {})}), flush=True)
            except (Failed, IndexError, KeyError, ValueError) as error:
                print(json.dumps({"step": name, "ok": False, "error": str(error) or repr(error)}), flush=True)
                return 1
    finally:
        client.card.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
