/** The coordinator's state folder: one owner at a time, and tensor files that are called by their digest. */
package io.lorkd.coordinator.disk;
