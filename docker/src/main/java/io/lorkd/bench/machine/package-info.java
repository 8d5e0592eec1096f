/** The machine that measurements are made on. */
package io.lorkd.bench.machine;
