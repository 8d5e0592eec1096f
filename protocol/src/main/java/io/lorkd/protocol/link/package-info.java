/**
 * How the parts of a federation reach each other: the Vert.x event bus, what carries it, the addresses on it, and typed
 * requests over it.
 */
package io.lorkd.protocol.link;
