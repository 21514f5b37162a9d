package io.edgemq.app;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Secrets that live as long as the process.
final class MemorySecrets implements Secrets {
  private final Map<String, String> secrets = new ConcurrentHashMap<>();

  @Override
  public String keep(String name, Supplier<String> maker) {
    return secrets.computeIfAbsent(name, _ -> maker.get());
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public String whereabouts(String name) {
    return "this process only";
  }
}
