/* Copyright 2026 The Unified Embedding authors. SPDX-License-Identifier: Apache-2.0 */
package org.unifiedembedding.sharding.channel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key and certificate that all processes of a run share. Each of them shows this certificate
 * and trusts no other, in both directions; whoever lacks the key gets no connection. Names of hosts
 * play no role. Both parts travel over the control plane. Thread-safe.
 */
public final class TlsIdentity implements Security {
  private static final String CURVE = "secp256r1";
  private static final String PROTOCOL = "TLSv1.3";

  /** In the order of preference: the shorter key is the faster one and beyond reach as well. */
  private static final String[] CIPHERS = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};

  /** Hosts' clocks may differ. */
  private static final Duration LEAD = Duration.ofDays(1);

  /** Longer than any run. */
  private static final Duration LIFE = Duration.ofDays(400);

  private final byte[] privateKey;
  private final byte[] certificate;
  private final SSLContext context;

  private TlsIdentity(byte[] privateKey, byte[] certificate) throws GeneralSecurityException {
    this.privateKey = privateKey.clone();
    this.certificate = certificate.clone();
    context = context(privateKey, certificate);
  }

  /** A new identity. */
  public static TlsIdentity create(Instant now) {
    try {
      SecureRandom random = new SecureRandom();
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE), random);
      KeyPair keys = generator.generateKeyPair();
      byte[] certificate =
          SelfSigned.certificate(
              keys, "unified-embedding run", now.minus(LEAD), now.plus(LIFE), random);
      return new TlsIdentity(keys.getPrivate().getEncoded(), certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM cannot make an elliptic-curve key", e);
    }
  }

  /** The identity of these parts. */
  public static TlsIdentity of(byte[] privateKey, byte[] certificate) {
    try {
      return new TlsIdentity(privateKey, certificate);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("Invalid identity: key or certificate is damaged", e);
    }
  }

  /** The private key in PKCS #8. A secret. */
  public byte[] privateKey() {
    return privateKey.clone();
  }

  /** The certificate in DER. */
  public byte[] certificate() {
    return certificate.clone();
  }

  @Override
  public Channel secure(PlainChannel connection, Side side) throws IOException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(side == Side.CLIENT);
    engine.setNeedClientAuth(side == Side.SERVER);
    engine.setEnabledProtocols(new String[] {PROTOCOL});
    engine.setEnabledCipherSuites(CIPHERS);
    TlsChannel channel = new TlsChannel(connection, engine);
    channel.handshake();
    return channel;
  }

  private static SSLContext context(byte[] privateKey, byte[] certificate)
      throws GeneralSecurityException {
    Certificate own =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
    own.verify(own.getPublicKey());
    PrivateKey key =
        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(privateKey));
    char[] unused = {};
    KeyStore store = emptyStore();
    store.setKeyEntry("run", key, unused, new Certificate[] {own});
    KeyStore trusted = emptyStore();
    trusted.setCertificateEntry("run", own);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, unused);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance(PROTOCOL);
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("An empty key store reads nothing", e);
    }
    return store;
  }

  /** Says nothing of the key. */
  @Override
  public String toString() {
    return "TlsIdentity[redacted]";
  }
}
