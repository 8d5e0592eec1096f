/** Fused experts as ONNX files, which other runtimes read. Plain Java. */
package io.lorkd.model.onnx;
