/** The page that people look at: its files, and how they are served. */
package io.lorkd.coordinator.http.page;
