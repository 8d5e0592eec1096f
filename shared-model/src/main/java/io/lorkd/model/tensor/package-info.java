/**
 * Tensor files (safetensors), read and written as streams, and the manifest that says what a backbone file holds. Plain
 * Java, and safe on files from strangers: whatever is wrong with one is an {@link
 * io.lorkd.model.InvalidInputException}.
 */
package io.lorkd.model.tensor;
