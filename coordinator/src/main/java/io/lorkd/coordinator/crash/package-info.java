/** The places where a coordinator can be told to halt, by name. */
package io.lorkd.coordinator.crash;
