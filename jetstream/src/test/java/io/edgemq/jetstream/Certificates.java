package io.edgemq.jetstream;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// A self-signed certificate and its key as PEM files, made by the JDK's keytool.
record Certificates(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  /// Makes one that is good for 127.0.0.1.
  static Certificates make(Path directory, String name) throws GeneralSecurityException {
    try {
      var store = directory.resolve(name + ".p12");
      keytool(
          List.of(
              "-genkeypair",
              "-alias",
              name,
              "-keyalg",
              "EC",
              "-groupname",
              "secp256r1",
              "-dname",
              "CN=" + name,
              "-ext",
              "san=ip:127.0.0.1",
              "-ext",
              "bc=ca:true",
              "-validity",
              "2",
              "-storetype",
              "PKCS12",
              "-storepass",
              PASSWORD,
              "-keystore",
              store.toString()));
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      var certificate = directory.resolve(name + ".pem");
      var key = directory.resolve(name + ".key");
      write(certificate, "CERTIFICATE", keys.getCertificate(name).getEncoded());
      write(key, "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
      return new Certificates(certificate, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void keytool(List<String> arguments) throws IOException {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (Processes.status(process) != 0) {
      throw new IllegalStateException(output);
    }
  }

  private static void write(Path file, String kind, byte[] der) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind));
  }
}
