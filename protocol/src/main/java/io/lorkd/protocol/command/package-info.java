/** What each module's commands have in common with the launcher that runs them. */
package io.lorkd.protocol.command;
