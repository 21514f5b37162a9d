package io.edgemq.testkit;

/// How tests wait for processes that they have started. `Process.onExit` will not do: it needs a
/// thread of the common pool, and jqwik's search for the shortest history that fails may keep the
/// only one.
public final class Processes {
  private Processes() {}

  /// SIGKILL, and returns once the process is gone.
  public static void kill(Process process) {
    process.destroyForcibly();
    int unused = status(process);
  }

  /// The exit status, once the process has ended.
  public static int status(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
