package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ports.in.IngestMessages;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Something that was posted. It counts how often its body was asked for.
final class Posted implements IngestMessages.Request {
  private final Map<String, String> headers = new TreeMap<>();
  private final byte[] body;
  private String rest = "";
  private final Map<String, String> places = new TreeMap<>();
  int reads;

  private Posted(byte[] body) {
    this.body = body;
  }

  static Posted of(String body) {
    return new Posted(body.getBytes(UTF_8));
  }

  static Posted of(byte[] body) {
    return new Posted(body);
  }

  Posted with(String header, String value) {
    headers.put(header.toLowerCase(Locale.ROOT), value);
    return this;
  }

  Posted at(String pointer, String value) {
    places.put(pointer, value);
    return this;
  }

  Posted below(String path) {
    rest = path;
    return this;
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  @Override
  public String rest() {
    return rest;
  }

  @Override
  public byte[] body() {
    reads++;
    return body;
  }

  @Override
  public Optional<String> at(String pointer) {
    return Optional.ofNullable(places.get(pointer));
  }
}
