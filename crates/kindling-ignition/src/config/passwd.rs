//! The `passwd` section: users and groups.

use crate::{
    schema::{Field, objects},
    spec::Spec,
};

objects! {
    /// Users and groups.
    Passwd as "Passwd", key(_this) "";
    {
        /// Groups.
        groups: Vec<PasswdGroup> = Field::new("groups");
        /// Users.
        users: Vec<PasswdUser> = Field::new("users");
    }

    /// A group.
    PasswdGroup as "PasswdGroup", key(this) this.name.as_str();
    {
        /// Its number.
        gid: Option<i64> = Field::new("gid");
        /// Its name.
        name: String = Field::new("name").always();
        /// Its password, hashed.
        password_hash: Option<String> = Field::new("passwordHash");
        /// Whether it should exist; unset means yes.
        should_exist: Option<bool> = Field::new("shouldExist").since(Spec::V3_2);
        /// Whether it is a system group.
        system: Option<bool> = Field::new("system");
    }

    /// A user.
    PasswdUser as "PasswdUser", key(this) this.name.as_str();
    {
        /// The comment field of the account.
        gecos: Option<String> = Field::new("gecos");
        /// Further groups of the user.
        groups: Vec<String> = Field::new("groups").go_item("Group");
        /// The home directory.
        home_dir: Option<String> = Field::new("homeDir");
        /// Its name.
        name: String = Field::new("name").always();
        /// Whether no home directory is made.
        no_create_home: Option<bool> = Field::new("noCreateHome");
        /// Whether the user is left out of lastlog and faillog.
        no_log_init: Option<bool> = Field::new("noLogInit");
        /// Whether no group of the user's name is made.
        no_user_group: Option<bool> = Field::new("noUserGroup");
        /// Its password, hashed.
        password_hash: Option<String> = Field::new("passwordHash");
        /// Its first group.
        primary_group: Option<String> = Field::new("primaryGroup");
        /// Keys that may log in.
        ssh_authorized_keys: Vec<String> = Field::new("sshAuthorizedKeys").go_item("SSHAuthorizedKey");
        /// The login shell.
        shell: Option<String> = Field::new("shell");
        /// Whether it should exist; unset means yes.
        should_exist: Option<bool> = Field::new("shouldExist").since(Spec::V3_2);
        /// Whether it is a system user.
        system: Option<bool> = Field::new("system");
        /// Its number.
        uid: Option<i64> = Field::new("uid");
    }
}
