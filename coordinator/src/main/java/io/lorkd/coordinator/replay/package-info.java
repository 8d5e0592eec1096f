/** Computes a committed round once more, from the files and the journal alone, and compares what comes of it. */
package io.lorkd.coordinator.replay;
