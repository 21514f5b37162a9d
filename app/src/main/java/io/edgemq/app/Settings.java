package io.edgemq.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.edgemq.domain.identity.SharedIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Gives values to flags that are not on the command line. The environment variable `EDGEMQ_…`
/// comes first, then the key in the configuration file, then the default. So `--drain-seconds`,
/// `EDGEMQ_DRAIN_SECONDS` and `drain-seconds:` mean the same.
final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "config";

  /// The one key that is no flag.
  private static final String ISSUERS = "issuers";

  private static final String PREFIX = "EDGEMQ_";

  /// Variables that are no flags: admin tokens, the password of a cluster's user, what `bin/` and
  /// `deploy/nats` read, and what Kubernetes sets for a service called `edgemq` or `edgemq-…`.
  private static final Pattern OTHERS =
      Pattern.compile(
          "EDGEMQ_(NO_BUILD|GC|JDK_MIN|ADMIN_TOKENS"
              + "|NATS_(MIN_MINOR|IMAGE|STORE|NAME|GEO|ROUTE_.+|(.+_)?PASSWORD)"
              + "|(.+_)?SERVICE_(HOST|PORT(_.+)?)"
              + "|(.+_)?PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private final Map<String, String> environment;
  private final Map<String, String> file;
  private final List<SharedIssuer> issuers;

  private Settings(
      Map<String, String> environment, Map<String, String> file, List<SharedIssuer> issuers) {
    this.environment = environment;
    this.file = file;
    this.issuers = issuers;
  }

  /// Whose tokens the configuration file trusts.
  List<SharedIssuer> issuers() {
    return issuers;
  }

  /// The settings for a command line. Throws [IllegalArgumentException] when the configuration file
  /// cannot be used. The command line or the environment names that file.
  static Settings around(List<String> args, Map<String, String> environment) {
    var path = flag(args);
    var named = path == null ? environment.get(variable(CONFIG)) : path;
    return named == null
        ? new Settings(environment, Map.of(), List.of())
        : read(environment, Path.of(named));
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

  private static Settings read(Map<String, String> environment, Path path) {
    try {
      var text = Files.readString(path);
      var values =
          new YAMLMapper().readValue(text, new TypeReference<TreeMap<String, Object>>() {});
      var flat = new TreeMap<String, String>();
      var issuers = IssuerSettings.read(path, values == null ? null : values.remove(ISSUERS));
      if (values != null) {
        values.forEach((key, value) -> flat.put(key, scalar(path, key, value)));
      }
      return new Settings(environment, flat, issuers);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "the configuration file %s is not a YAML mapping of flags to values%s"
              .formatted(path, where(malformed)),
          malformed);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "the configuration file %s cannot be read: %s".formatted(path, Reasons.of(unreadable)),
          unreadable);
    }
  }

  private static String where(JsonProcessingException malformed) {
    var at = malformed.getLocation();
    return at == null || at.getLineNr() < 1 ? "" : "; look at line " + at.getLineNr();
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
            "unknown key '%s' in the configuration file%s; known keys are: %s"
                .formatted(key, meant(Nearest.to(key, flags)), String.join(", ", flags)));
      }
    }
  }

  /// Throws [IllegalArgumentException] when the environment has a variable `EDGEMQ_…` that stands
  /// for none of `flags` and that nothing else of EdgeMQ reads.
  void requireKnownVariables(List<String> flags) {
    var known = new TreeSet<String>();
    flags.forEach(flag -> known.add(variable(flag)));
    for (var name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name) && !OTHERS.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "unknown environment variable %s%s".formatted(name, meant(Nearest.to(name, known))));
      }
    }
  }

  private static String meant(Optional<String> nearest) {
    return nearest.map(word -> "; did you mean " + word + "?").orElse("");
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
    return PREFIX + flag.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
