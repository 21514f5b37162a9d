package io.edgemq.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives values to flags that are not on the command line. The environment variable `EDGEMQ_…`
/// comes first, then the key in the configuration file, then the default. So `--drain-seconds`,
/// `EDGEMQ_DRAIN_SECONDS` and `drain-seconds:` mean the same.
final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "config";

  private final Map<String, String> environment;
  private final Map<String, String> file;

  private Settings(Map<String, String> environment, Map<String, String> file) {
    this.environment = environment;
    this.file = file;
  }

  /// The settings for a command line. Throws [IllegalArgumentException] when the configuration file
  /// cannot be used. The command line or the environment names that file.
  static Settings around(List<String> args, Map<String, String> environment) {
    var path = flag(args);
    var named = path == null ? environment.get(variable(CONFIG)) : path;
    return new Settings(environment, named == null ? Map.of() : read(Path.of(named)));
  }

  private static @Nullable String flag(List<String> args) {
    String found = null;
    for (Iterator<String> each = args.iterator(); each.hasNext(); ) {
      var arg = each.next();
      if (arg.equals("--config") && each.hasNext()) {
        found = each.next();
      } else if (arg.startsWith("--config=")) {
        found = arg.substring("--config=".length());
      }
    }
    return found;
  }

  private static Map<String, String> read(Path path) {
    try {
      var text = Files.readString(path);
      var values =
          new YAMLMapper().readValue(text, new TypeReference<TreeMap<String, Object>>() {});
      var flat = new TreeMap<String, String>();
      if (values != null) {
        values.forEach((key, value) -> flat.put(key, scalar(path, key, value)));
      }
      return flat;
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "the configuration file %s is not a YAML mapping: %s"
              .formatted(path, malformed.getOriginalMessage()),
          malformed);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "the configuration file %s cannot be read: %s".formatted(path, unreadable), unreadable);
    }
  }

  private static String scalar(Path path, String key, @Nullable Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException("%s: '%s' takes a single value".formatted(path, key));
  }

  /// Throws [IllegalArgumentException] when the file has a key that is not in `flags` (long names
  /// without dashes).
  void requireKnown(List<String> flags) {
    for (var key : file.keySet()) {
      if (!flags.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key '%s' in the configuration file; known keys are: %s"
                .formatted(key, String.join(", ", flags)));
      }
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)) {
      return null;
    }
    var name = option.longestName().substring(2);
    var value = environment.get(variable(name));
    return value == null ? file.get(name) : value;
  }

  private static String variable(String flag) {
    return "EDGEMQ_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
