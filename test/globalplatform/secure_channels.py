"""SCP02 and SCP03 at the host, written from GPC 2.3.1 annex E and Amendment D; shares nothing with Kazasu."""

from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

try:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
except ImportError:
    TripleDES = algorithms.TripleDES

ZERO8, ZERO16 = bytes(8), bytes(16)


class Failed(Exception):
    """A step did not end as the specification says."""


def expect(condition, message):
    if not condition:
        raise Failed(message)


# Ciphers


def run(algorithm, mode, data, decrypt=False):
    cipher = Cipher(algorithm, mode)
    context = cipher.decryptor() if decrypt else cipher.encryptor()
    return context.update(data) + context.finalize()


def pad(data, size):
    data += b"\x80"
    return data + bytes(-len(data) % size)


def unpad(data):
    stripped = data.rstrip(b"\x00")
    expect(stripped.endswith(b"\x80"), "the padding of a decrypted response is wrong")
    return stripped[:-1]


def aes_cmac(key, data):
    mac = cmac.CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()


def des_cbc(key, iv, data):
    return run(TripleDES(key * (3 if len(key) == 8 else 1)), modes.CBC(iv), data)


def full_mac(key, data):
    return des_cbc(key, ZERO8, pad(data, 8))[-8:]


def retail_mac(key, iv, data):
    data = pad(data, 8)
    if len(data) > 8:
        iv = des_cbc(key[:8], iv, data[:-8])[-8:]
    return des_cbc(key, iv, data[-8:])


def kdf(key, constant, bits, context):
    out = b""
    for counter in range(1, (bits + 127) // 128 + 1):
        fixed = bytes(11) + bytes([constant, 0]) + bits.to_bytes(2, "big") + bytes([counter])
        out += aes_cmac(key, fixed + context)
    return out[: bits // 8]


# Secure channels: each wraps header and data, and unwraps the response


class Scp02:
    name = "scp02"
    block = 8

    def __init__(self, keys, answer, host, _aid):
        self.sequence, self.challenge, self.card = answer[12:14], answer[14:20], answer[20:28]
        enc, mac, dek = keys

        def derive(key, constant):
            return des_cbc(key, ZERO8, constant.to_bytes(2, "big") + self.sequence + bytes(12))

        self.enc, self.mac, self.dek = derive(enc, 0x0182), derive(mac, 0x0101), derive(dek, 0x0181)
        self.rmac = derive(mac, 0x0102)
        expect(full_mac(self.enc, host + self.sequence + self.challenge) == self.card, "card cryptogram")
        self.host = full_mac(self.enc, self.sequence + self.challenge + host)
        self.chain, self.rchain, self.level = ZERO8, ZERO8, 1

    def raise_level(self, level):
        self.level, self.rchain = level, self.chain

    def wrap(self, header, data):
        self.plain = header + length(data) + data
        icv = ZERO8 if self.chain == ZERO8 else des_cbc(self.mac[:8], ZERO8, self.chain)
        head = bytes([header[0] | 4]) + header[1:]
        self.chain = retail_mac(self.mac, icv, head + length(data, 8) + data)
        if self.level & 2 and data:
            data = des_cbc(self.enc, ZERO8, pad(data, 8))
        return head, data + self.chain

    def unwrap(self, data, sw):
        if not self.level & 0x10:
            return data
        data, mac = data[:-8], data[-8:]
        message = self.plain + bytes([len(data) & 0xFF]) + data + sw.to_bytes(2, "big")
        self.rchain = retail_mac(self.rmac, self.rchain, message)
        expect(mac == self.rchain, "R-MAC")
        return data

    def encrypt_key(self, key):
        return run(TripleDES(self.dek), modes.ECB(), key)


class Scp03:
    name = "scp03"
    block = 16

    def __init__(self, keys, answer, host, aid):
        option = answer[12]
        n = self.size = 16 if option & 1 else 8
        self.challenge, self.card = answer[13 : 13 + n], answer[13 + n : 13 + 2 * n]
        enc, mac, self.dek = keys
        context = host + self.challenge
        bits = len(enc) * 8
        self.enc, self.mac, self.rmac = (kdf(k, c, bits, context) for k, c in ((enc, 4), (mac, 6), (mac, 7)))
        expect(kdf(self.mac, 0, 8 * n, context) == self.card, "card cryptogram")
        if option & 0x10:
            foreseen = kdf(enc, 2, 8 * n, answer[13 + 2 * n :] + aid)
            expect(foreseen == self.challenge, "the pseudo-random challenge does not follow from the AID")
        self.host = kdf(self.mac, 1, 8 * n, context)
        self.chain, self.counter, self.level = ZERO16, 0, 1

    def raise_level(self, level):
        self.level = level

    def iv(self, first=0):
        counter = bytes([first]) + self.counter.to_bytes(15, "big")
        return run(algorithms.AES(self.enc), modes.ECB(), counter)

    def wrap(self, header, data):
        if self.level & 2:
            self.counter += 1
            if data:
                data = run(algorithms.AES(self.enc), modes.CBC(self.iv()), pad(data, 16))
        head = bytes([header[0] | 4]) + header[1:]
        self.chain = aes_cmac(self.mac, self.chain + head + length(data, self.size) + data)
        return head, data + self.chain[: self.size]

    def unwrap(self, data, sw):
        if not self.level & 0x10 or sw >> 8 not in (0x90, 0x62, 0x63):
            return data
        data, mac = data[: -self.size], data[-self.size :]
        message = self.chain + data + sw.to_bytes(2, "big")
        expect(mac == aes_cmac(self.rmac, message)[: self.size], "R-MAC")
        if self.level & 0x20 and data:
            data = unpad(run(algorithms.AES(self.enc), modes.CBC(self.iv(0x80)), data, decrypt=True))
        return data

    def encrypt_key(self, key):
        return run(algorithms.AES(self.dek), modes.CBC(ZERO16), key + bytes(-len(key) % 16))


def length(data, more=0):
    n = len(data) + more
    return bytes([n]) if n < 256 else b"\x00" + n.to_bytes(2, "big")
