/** The coordinator's commands. */
package io.lorkd.coordinator.command;
