/**
 * Places where a process can be told to halt as if it had been killed. They are named so that a test can walk them all, and
 * cost one comparison where nothing is asked for.
 */
package io.lorkd.protocol.crash;
