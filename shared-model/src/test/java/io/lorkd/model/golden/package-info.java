/** Reads the golden files: expected values of the method, made by an independent program (see the README beside them). */
package io.lorkd.model.golden;
