package io.lorkd.protocol.command;

import java.util.concurrent.Callable;

/**
 * A command of {@code ./lorkd}: a class annotated for picocli and listed in {@code META-INF/services}, so that the
 * launcher finds the commands of whichever modules are installed. Returns one of {@link ExitCode}.
 *
 * <p>A command may end by {@link io.lorkd.protocol.InvalidConfigurationException} ({@link ExitCode#BAD_INPUT}) or {@link
 * RunFailedException} ({@link ExitCode#FAILED}); the launcher prints the message alone. Anything else thrown is a defect
 * and is printed with its stack trace.
 */
public interface LorkdCommand extends Callable<Integer> {}
