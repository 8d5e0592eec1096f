/** What must hold of a whole federation: real coordinator, real sites, real training, on one event bus in this JVM. */
package io.lorkd.e2e;
