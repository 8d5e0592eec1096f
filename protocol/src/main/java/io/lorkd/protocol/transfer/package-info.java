/**
 * How files cross: pulled by digest, in chunks, from a holder that grants them to single peers. What is in the files does
 * not matter here.
 */
package io.lorkd.protocol.transfer;
