/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * A self-signed X.509 certificate of version 1 (RFC 5280) for an elliptic-curve key, signed with
 * ECDSA and SHA-256 (RFC 5758). The JDK reads certificates but makes none; keys and signatures are
 * the JDK's, only the few nested tags around them are written here. Rejected: a library of 9 MB for
 * 300 bytes.
 */
final class SelfSigned {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;

  /** SEQUENCE of the object identifier 1.2.840.10045.4.3.2. */
  private static final byte[] ECDSA_WITH_SHA256 =
      HexFormat.of().parseHex("300a06082a8648ce3d040302");

  /** The object identifier 2.5.4.3. */
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

  /** Two digits of a year are read as 1950 to 2049. */
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private SelfSigned() {}

  /** The DER bytes of a certificate for a key pair. */
  static byte[] certificate(
      KeyPair keys, String name, Instant from, Instant until, SecureRandom random)
      throws GeneralSecurityException {
    byte[] issuer =
        tagged(
            SEQUENCE,
            tagged(
                SET,
                tagged(
                    SEQUENCE,
                    COMMON_NAME,
                    tagged(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8)))));
    byte[] body =
        tagged(
            SEQUENCE,
            tagged(INTEGER, new BigInteger(127, random).setBit(126).toByteArray()),
            ECDSA_WITH_SHA256,
            issuer,
            tagged(SEQUENCE, time(from), time(until)),
            issuer,
            keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate(), random);
    signature.update(body);
    byte[] noUnusedBits = {0};
    return tagged(
        SEQUENCE, body, ECDSA_WITH_SHA256, tagged(BIT_STRING, noUnusedBits, signature.sign()));
  }

  private static byte[] time(Instant instant) {
    return tagged(UTC_TIME, UTC.format(instant).getBytes(StandardCharsets.US_ASCII));
  }

  /** Tag, length and content; a length above 127 has a byte that says how many bytes it has. */
  private static byte[] tagged(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >>> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
