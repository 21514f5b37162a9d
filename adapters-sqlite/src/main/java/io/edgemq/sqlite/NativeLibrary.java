package io.edgemq.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/// SQLite itself. The driver unpacks it into a temporary file, which stays behind for good when the
/// process is killed; so it gets a directory of its own that is gone as soon as it is loaded.
final class NativeLibrary {
  private static final String DIRECTORY = "org.sqlite.tmpdir";
  private static final String LIBRARY = "org.sqlite.lib.path";

  private NativeLibrary() {}

  /// Loads the library once. When an operator has told the driver where it is, the driver obeys.
  static synchronized void load() throws Exception {
    if (System.getProperty(DIRECTORY) != null || System.getProperty(LIBRARY) != null) {
      return;
    }
    var directory = Files.createTempDirectory("edgemq-native");
    System.setProperty(DIRECTORY, directory.toString());
    try {
      SQLiteJDBCLoader.initialize();
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException inUse) {
      // Some systems keep the file of a loaded library; the driver removes it at a normal end.
    }
  }
}
